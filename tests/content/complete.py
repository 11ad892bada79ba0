"""One complete, valid file of each kind: every field there is, each on a line of its own.

`test_the_examples_leave_out_no_kind_and_no_field` holds them to the records.
"""

from __future__ import annotations

CASE_STUDY = """\
title: The old mill
summary: Neighbours bought the mill and let it to each other.
published: 2026-10-01
updated: 2026-10-02
draft: false
lang: en-GB
tags:
  - housing
authors:
  - A. Author
image:
  file: yard.png
  alt: A yard with a pump
  decorative: false
  credit: A. Author
  licence: CC BY 4.0
  source: https://pictures.example/yard
redirect_from:
  - /case-studies/mill/
corrections:
  - date: 2026-10-03
    was: Twelve flats
    now: Ten flats
    why: A reader counted them
places:
  - leeds
status: ended
started: 2013
ended: 2020-03
lesson: A roof comes first.
checked: 2026-10-01
governance: co-operative
scale: place
organisations:
  - name: The Mill Society
    role: Owns the mill
    url: https://mill.example/
people:
  - name: A. Tenant
    role: First chair, 2013
    source: council
power:
  before: A landlord decided.[^council]
  after: The tenants decide together.
outcomes:
  - measure: Rents
    of: the flats
    before:
      value: £500
      when: 2013-01
    after:
      value: £400
      when: by 2019
    unit: pounds a month
    source: council
    caveat: Heating is left out.
money:
  - what: The purchase
    amount: £1m
    when: 2013
    source: council
start_here:
  first_step: Ring the owner.
  people: A handful of neighbours.
  time: Some years.
  money: Loans from members.
  pitfalls:
    - The roof leaks.
  help:
    - name: Radical Routes
      url: https://routes.example/
  tried_elsewhere:
    - Bradford has another.
compass:
  start:
    model: -2
    values: -1
  now:
    model: 1.5
    values: 2
  reason: Every tenant has one vote.
  date: 2026-10-01
disputed:
  - question: Who paid?
    sides:
      - says: The tenants did.
        source: council
      - says: The council did.
        source: council
sources:
  - id: council
    title: Report on the mill
    url: https://www.leeds.example/mill
    publisher: Leeds City Council
    published: 2019
    checked: 2026-10
    evidence: official-statistics
    relationship: independent
    archive: https://archive.example/mill
related:
  - wigan.md
"""

EDITION = """\
title: A mill of one's own
summary: Tenants in Leeds bought their mill.
published: 2026-11-15
updated: 2026-11-16
draft: false
lang: en-GB
tags:
  - housing
authors:
  - A. Author
image:
  file: yard.png
  alt: A yard with a pump
  decorative: false
  credit: A. Author
  licence: CC BY 4.0
  source: https://pictures.example/yard
redirect_from:
  - /letters/first/
corrections:
  - date: 2026-11-20
    was: Twelve flats
    now: Ten flats
    why: A reader counted them
number: 1
subject: How tenants bought a mill
preheader: A landlord, a leaking roof and the neighbours who bought it.
features:
  - study: ../case-studies/old-mill.md
    why: The plan can be copied.
    figure: 1
sections:
  - title: Also in the library
    links:
      - to: ../pages/about.md
        note: Who we are
try_this:
  title: Ring the owner
  text: Ask what the mill costs.
  study: ../case-studies/old-mill.md
election_material: false
"""

PAGE = """\
title: About New Power
summary: Who we are and what we publish.
published: 2026-11-01
updated: 2026-11-02
draft: false
lang: en-GB
tags:
  - housing
authors:
  - A. Author
image:
  file: yard.png
  alt: A yard with a pump
  decorative: false
  credit: A. Author
  licence: CC BY 4.0
  source: https://pictures.example/yard
redirect_from:
  - /who-we-are/
corrections:
  - date: 2026-11-03
    was: Twelve
    now: Ten
    why: A reader counted them
nav:
  place: header
  order: 10
  label: About
"""

#: Path -> front matter.
EXAMPLES = {
    "content/case-studies/old-mill.md": CASE_STUDY,
    "content/editions/2026-11.md": EDITION,
    "content/pages/about.md": PAGE,
}


def file(fields: str) -> str:
    """A content file with these fields."""
    return f"---\n{fields}---\n\nWords.\n"
