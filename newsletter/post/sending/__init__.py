"""An edition on its way to each person: once, and certainly known.

`message` is the finished letter, each person's own spliced in. `ledger` moves everyone's from state to
state, `tally` reads how far they are and `turns` who is next; `marks` writes it down, for many at once,
before each final dot. `dialogue` speaks to the relay, `ses` to Amazon, and `transports` opens what is spoken to; `answers`
says what the relay meant, `rates` and `throttle` how fast, `breaker` when to stop. `delivery` has all of
them at work, under the `lease` that one sender holds. `appointment` waits for an hour, `page` asks whether
the edition can be read on the site, `resolving` what became of letters in doubt, and `summary` says how
far it is. `one_letter` is for an editor to see.
"""
