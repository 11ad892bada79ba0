"""What a page may load and where its forms may go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsletter.site.security import SEARCHES, content_security_policy, origin
from tests import made_up

SITE = made_up.config(subscribe_url=None, search=False).site


def _directives(policy: str) -> dict[str, str]:
    return dict(directive.split(" ", 1) for directive in policy.split("; "))


def test_nothing_loads_but_our_own_style_fonts_and_pictures():
    directives = _directives(content_security_policy(SITE))
    assert directives["default-src"] == "'none'"
    ours = {kind for kind, whose in directives.items() if whose == "'self'"}
    assert ours == {"style-src", "font-src", "img-src", "connect-src"}
    assert "unsafe" not in content_security_policy(SITE)


def test_no_form_goes_anywhere_until_there_is_a_subscribe_address():
    assert _directives(content_security_policy(SITE))["form-action"] == "'none'"


def test_the_subscribe_form_may_go_to_its_own_origin_only():
    site = replace(SITE, subscribe_url="https://Lists.Example:8443/subscribe?list=1")
    assert _directives(content_security_policy(site))["form-action"] == "https://lists.example:8443"


def test_the_box_of_search_may_go_to_the_site_itself():
    both = replace(SITE, search=True, subscribe_url="https://lists.example/subscribe")
    assert _directives(content_security_policy(both))["form-action"] == "'self' https://lists.example"
    here = replace(SITE, search=True, subscribe_url="/subscribe")
    assert _directives(content_security_policy(here))["form-action"] == "'self'"


def test_only_what_searches_may_run_a_script_and_only_the_site_s_own():
    site = replace(SITE, search=True)
    assert "script-src" not in content_security_policy(site)
    directives = _directives(content_security_policy(site, also=SEARCHES))
    assert directives["script-src"] == directives["connect-src"] == "'self'"
    assert directives["default-src"] == "'none'"


def test_each_rule_is_there_once_since_browsers_complain_of_two():
    rules = content_security_policy(replace(SITE, search=True), also=SEARCHES).split("; ")
    assert len({rule.split()[0] for rule in rules}) == len(rules)


def test_the_policy_leaves_out_what_a_meta_tag_may_not_say():
    assert "frame-ancestors" not in content_security_policy(SITE)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://user:secret@lists.example/a", "https://lists.example"),
        ("https://büro.example/a", "https://xn--bro-hoa.example"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080"),
        ("https://evil.example;script-src *", None),
        ("https://lists.example:port/", None),
    ],
)
def test_an_origin_can_never_add_a_directive(url: str, expected: str | None):
    assert origin(url) == expected
