"""Every mistake there is a name for: the one list of codes.

A code is for searching and for programs; people read the message beside it. mypy refuses a
diagnostic whose code is not on this list, and each code that a check can tell has its broken project
under tests/golden/broken/.
"""

from __future__ import annotations

from typing import Literal, get_args

#: What `newpower subscribers import` alone tells, and no check of a project.
ListCode = Literal[
    "bad-csv",  # a row of a list that is no CSV
]

#: What `newpower links` alone tells: it is of the web, and no check asks that.
LinkCode = Literal[
    "dead-link",  # an address that leads nobody on, or that browsers warn of
    "moved-link",  # an address that leads on to another for good
    "unseen-link",  # an address of which nobody can say
]

Code = Literal[
    ListCode,
    LinkCode,
    "active-file",  # a drawing or a file for the root that a browser would run
    "address-taken",  # two pages or redirects want one address
    "another-format",  # a document of Word, a web page or the like under the name of a text
    "asset-missing",  # a style names a file that is not there
    "bad-address",  # no web or mail address, or not one for this purpose
    "bad-date",  # no such day, or not written as we write it
    "bad-file-name",  # a name that cannot stand in an address
    "bad-key",  # a key of other than lower-case letters, digits and hyphens
    "bad-language",  # not shaped like the name of a language
    "bad-link",  # a link that can lead nowhere
    "bad-number",  # words where a number should be, or a sum that is none
    "bad-redirect",  # a former address this site never had
    "bad-style",  # a style sheet that browsers and mail programs would read in part
    "bad-yaml",  # front matter or a data file that does not parse
    "bad-yes-no",  # neither true nor false
    "broken-anchor",  # the page is there, the part of it is not
    "broken-image",  # there is no such picture
    "broken-link",  # there is no such content file
    "byte-order-mark",  # an invisible mark at the start of the file
    "capitals",  # a title all in capitals, or a name in other capitals than elsewhere
    "comma-in-value",  # a comma that cuts a value in two
    "control-character",  # a character nobody sees
    "curly-quotes",  # curly quotation marks that hold no value together
    "dates-out-of-order",  # an end before its beginning
    "duplicate-anchor",  # two parts of a page with one name
    "duplicate-field",  # a field written twice
    "duplicate-source",  # two sources with one id
    "edition-name",  # an edition's file not named after its month
    "edition-number",  # two editions with one number
    "empty-file",  # nothing in it
    "ended-needs-date",  # it ended, and it is not said when
    "ended-needs-lesson",  # it ended, and it is not said what that taught
    "featured-twice",  # the same twice in an edition
    "financial-year",  # a month that looks like a financial year
    "future-date",  # a day to come of what has happened
    "given-twice",  # an entry that its list has already, or the file itself
    "heading-level",  # a heading that leaves out a level, or is a second title
    "leftover-markup",  # signs of Markdown that do nothing
    "letter-access",  # a part of a letter that some readers cannot read or hear
    "letter-headers",  # a header that receivers refuse or misread
    "letter-imprint",  # not said whether an edition is election material
    "letter-lines",  # a header longer than mail carries
    "letter-links",  # a link that leads nowhere from a letter, or tells on the reader
    "letter-placeholders",  # words that a sender would take for a placeholder
    "letter-size",  # a letter too long to arrive whole
    "letter-unsubscribe",  # a way out with an address in it
    "line-break",  # a break in a value that is one line
    "line-endings",  # lines that end in CR LF or CR
    "list-number",  # a list that begins at a year, or the like
    "merge-conflict",  # marks of two versions that Git could not join
    "misplaced",  # a place that does not lie in its region
    "missing-alt",  # a picture without words
    "missing-consent",  # a reader's letter of which nobody says that it may be printed
    "missing-credit",  # a picture without its maker or licence
    "missing-field",  # a required field left out
    "missing-file",  # a file the publication cannot do without
    "missing-value",  # a field's name with nothing after it
    "no-fields",  # front matter without a field
    "no-front-matter",  # no front matter at all
    "no-original",  # a source at which somebody else's text is only copied
    "no-such-figure",  # a figure that what it is of does not have
    "not-a-file",  # a folder, a pipe or the like where a file should be
    "not-a-list",  # one value where a list should be
    "not-comparable",  # two ends of a change from two sources, and no word on it
    "not-fields",  # one value where a group of fields should be
    "not-text",  # a list or a group where plain text should be
    "not-utf8",  # bytes that are no text in UTF-8
    "note-to-self",  # an editor's own note, such as TODO, where readers would see it
    "odd-letter",  # a letter that only looks like the one it stands for, or a sign nobody sees
    "odd-space",  # a space of another kind where a plain one should be
    "out-of-range",  # a number too small or too large
    "outside-content",  # a path that leads out of content/
    "picture-in-letter",  # a picture that mail programs do not show
    "picture-kind",  # a kind of picture we do not publish, or not the one its name says
    "placeholder",  # what a mail program would put a reader's own in place of
    "private-address",  # somebody's own address or number, for all to read
    "raw-html",  # HTML that is left out of a page
    "reads-otherwise",  # text that GitHub's preview shows otherwise than our page
    "remote-image",  # a picture on somebody else's site
    "self-evaluation",  # an evaluation by those it is about
    "series-gone-astray",  # a piece that does not fit the others of its series
    "stale",  # not held against its sources for too long
    "status-contradicts",  # a status that the other fields belie
    "stray-comment",  # a comment that cuts a value short
    "symlink",  # a link in place of a file
    "tab",  # a tab where spaces should be
    "table-row",  # a row with more cells than its table
    "template-endless",  # a template that does not come to an end
    "template-failed",  # a template that fails at work
    "template-missing",  # a template that is not there
    "template-syntax",  # a template that does not parse
    "template-undefined",  # a template that asks for what it was not given
    "too-deep",  # lists, quotations or folders too deep inside each other
    "too-few",  # a list with too few entries
    "too-large",  # a file or a text beyond all measure
    "too-long",  # a value longer than fits
    "too-many",  # a list with too many entries
    "too-short",  # a value too short to be one
    "unclosed-comment",  # a comment without its end
    "unclosed-element",  # an element of HTML without its end
    "unclosed-front-matter",  # front matter without its second ---
    "unfinished",  # a sentence, a quotation or a part that breaks off
    "unknown-field",  # a field there is not
    "unknown-file",  # a file nobody uses
    "unknown-folder",  # content in no folder of ours
    "unknown-nation",  # a nation that the region is not in
    "unknown-place",  # a place not in content/places.yaml
    "unknown-source",  # a source the file does not list
    "unknown-tag",  # a tag not in content/tags.yaml
    "unknown-time-zone",  # a time zone the machine does not know
    "unknown-word",  # not a word of this field's list
    "unpublished-link",  # a link to what is not out
    "unreadable-picture",  # a picture that does not open
    "unsourced-figure",  # a figure without its source
    "unused-source",  # a source nothing rests on
    "vague-link",  # a link whose words say nothing
    "vanished-page",  # a page of the last build that this one does not have
    "wrong-kind",  # a path to another kind of content than can stand there
    "yaml-alias",  # & or * at the start of a value
    "yaml-tag",  # ! at the start of a value
]

CODES: frozenset[Code] = frozenset(get_args(Code))
LIST_CODES: frozenset[ListCode] = frozenset(get_args(ListCode))
LINK_CODES: frozenset[LinkCode] = frozenset(get_args(LinkCode))
