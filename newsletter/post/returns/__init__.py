"""What comes back: letters nobody could deliver, complaints, and mails of people who leave.

`mailboxes` (and `imap`) hand out one message after another; `parts` takes it apart, `reports` says what
it is, or `sns` for Amazon's. `attribution` says whose letter it is about and `verdicts` what that means for them;
`taking_in` writes it down, a message a transaction, and `listing` shows it again. Nothing is believed
that holds no seal of ours.
"""
