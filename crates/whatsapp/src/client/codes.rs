//! Every error code of section 9 and what it calls for.

use crate::webhook::item::Status;

/// What to do about an error. The code decides, never the HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Passing trouble: try again, with backoff.
    RetryLater,
    /// The number, app or account is too fast: all its sends slow down.
    SlowNumber,
    /// This recipient got too much: wait for them, others go on.
    WaitForRecipient,
    /// The 24-hour window is closed: only a template gets through.
    UseTemplate,
    /// Somebody must act: payment, policy, quality, verification, templates, a block of ours, a customer who has to send again.
    AskHuman,
    /// The access token is expired, revoked or lacks permission.
    RefreshToken,
    /// The request is wrong and will stay wrong.
    FixRequest,
    /// This recipient won't get this message.
    GiveUp,
    /// The answer is lost and doing it again could do it twice: learn first what came of it. No code calls for this.
    Settle,
}

/// Codes that mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub first: i64,
    /// Included.
    pub last: i64,
    pub action: Action,
    /// Seconds that must pass before the same is tried again, whatever the caller's backoff says.
    pub wait_s: u32,
    /// What happened, in a few words of the fact sheet.
    pub meaning: &'static str,
}

const fn one(code: i64, action: Action, meaning: &'static str) -> Row {
    range(code, code, action, meaning)
}

const fn range(first: i64, last: i64, action: Action, meaning: &'static str) -> Row {
    Row { first, last, action, wait_s: 0, meaning }
}

impl Row {
    const fn after(self, wait_s: u32) -> Self {
        Self { wait_s, ..self }
    }
}

/// The table, by code; no code is in two rows.
pub const CODES: &[Row] = &[
    one(0, Action::RefreshToken, "token invalid"),
    one(1, Action::RetryLater, "unknown trouble"),
    one(2, Action::RetryLater, "service unavailable"),
    one(3, Action::RefreshToken, "capability missing"),
    one(4, Action::SlowNumber, "app rate limit"),
    one(10, Action::RefreshToken, "permission missing"),
    one(15, Action::FixRequest, "needs the app's own token"),
    one(33, Action::FixRequest, "bad id"),
    one(100, Action::FixRequest, "bad parameter, or an object that is missing or not the token's"),
    one(104, Action::FixRequest, "no token sent"),
    one(190, Action::RefreshToken, "token expired or revoked"),
    range(200, 299, Action::RefreshToken, "permission missing"),
    one(368, Action::AskHuman, "blocked for policy violations"),
    one(613, Action::SlowNumber, "call rate limit"),
    // Not in section 9: the callback's handshake failed, and our pods may be starting.
    one(2200, Action::RetryLater, "callback verification failed"),
    one(80007, Action::SlowNumber, "account rate limit"),
    one(130_403, Action::AskHuman, "the business blocked this user"),
    one(130_429, Action::SlowNumber, "throughput of the number"),
    one(130_472, Action::GiveUp, "the user is part of an experiment"),
    one(130_497, Action::GiveUp, "country restricted"),
    one(130_501, Action::GiveUp, "not supported in groups"),
    one(131_000, Action::RetryLater, "something went wrong"),
    one(131_005, Action::RefreshToken, "access denied"),
    one(131_008, Action::FixRequest, "parameter missing"),
    one(131_009, Action::FixRequest, "parameter invalid"),
    // Seen by others, explained by nobody.
    one(131_014, Action::GiveUp, "no longer documented"),
    one(131_016, Action::RetryLater, "service unavailable"),
    one(131_020, Action::FixRequest, "groups"),
    one(131_021, Action::FixRequest, "recipient is the sender"),
    // Section 9 allows a limited retry later. Most of its causes (not on WhatsApp, terms not accepted) don't pass in the time that a
    // queue repeats in, and by then the words may be out of place: who wrote them may send them again.
    one(131_026, Action::GiveUp, "undeliverable"),
    one(131_030, Action::AskHuman, "recipient not in the test number's list"),
    one(131_031, Action::AskHuman, "account locked, or wrong PIN"),
    one(131_035, Action::GiveUp, "webhook dropped, nothing is stored"),
    one(131_036, Action::GiveUp, "payload lost, nothing is stored"),
    one(131_037, Action::AskHuman, "display name not approved"),
    one(131_041, Action::FixRequest, "groups"),
    one(131_042, Action::AskHuman, "payment"),
    one(131_044, Action::AskHuman, "payment for calls"),
    one(131_045, Action::AskHuman, "number not registered"),
    one(131_047, Action::UseTemplate, "outside the 24-hour window"),
    // Sending on, however slowly, makes it worse: campaigns are to be paused and the quality looked at.
    one(131_048, Action::AskHuman, "spam limit of the number"),
    one(131_049, Action::GiveUp, "the user's marketing messages are at their limit"),
    one(131_050, Action::GiveUp, "the user stopped marketing messages"),
    one(131_051, Action::FixRequest, "unsupported type"),
    // This and 131060 come with what a customer sent: there is no message of ours to give up, and only they can send it again.
    one(131_052, Action::AskHuman, "the user's media can't be had: ask them to send it again"),
    one(131_053, Action::FixRequest, "our media can't be sent"),
    one(131_055, Action::FixRequest, "not for the marketing messages API"),
    one(131_056, Action::WaitForRecipient, "too many messages to this recipient").after(1),
    one(131_057, Action::RetryLater, "maintenance").after(60),
    one(131_059, Action::FixRequest, "groups"),
    one(131_060, Action::AskHuman, "the user's message is unavailable: ask them to send it again"),
    one(131_062, Action::FixRequest, "needs a phone number, not a user id"),
    one(131_063, Action::AskHuman, "marketing is off on the Cloud API"),
    one(131_064, Action::AskHuman, "limited after misclassified templates"),
    range(131_201, 131_215, Action::FixRequest, "groups"),
    one(132_000, Action::FixRequest, "parameter count"),
    one(132_001, Action::AskHuman, "template or language missing or not approved"),
    one(132_005, Action::FixRequest, "text too long"),
    one(132_007, Action::AskHuman, "template violates policy"),
    one(132_008, Action::FixRequest, "parameter value"),
    one(132_012, Action::FixRequest, "parameter format"),
    one(132_015, Action::AskHuman, "template paused"),
    one(132_016, Action::AskHuman, "template disabled"),
    one(132_018, Action::FixRequest, "parameter validation"),
    one(132_068, Action::AskHuman, "flow blocked"),
    one(132_069, Action::AskHuman, "flow throttled"),
    one(133_000, Action::RetryLater, "deregistration incomplete"),
    one(133_004, Action::RetryLater, "service unavailable"),
    one(133_005, Action::AskHuman, "wrong PIN"),
    one(133_006, Action::AskHuman, "verify the number first"),
    one(133_008, Action::AskHuman, "too many wrong PINs"),
    one(133_009, Action::RetryLater, "PIN entered too fast"),
    one(133_010, Action::AskHuman, "number not registered"),
    one(133_015, Action::RetryLater, "number deleted a moment ago").after(5 * 60),
    one(133_016, Action::RetryLater, "10 registrations in 72 hours").after(72 * 60 * 60),
    one(134_011, Action::AskHuman, "terms of payments not accepted"),
    one(134_100, Action::FixRequest, "only marketing templates"),
    one(134_101, Action::RetryLater, "template is being synchronised").after(10 * 60),
    one(134_102, Action::AskHuman, "template unavailable"),
    one(135_000, Action::RetryLater, "generic user error, often a bad parameter"),
    one(136_024, Action::AskHuman, "no code for this number"),
    one(136_025, Action::AskHuman, "the number's code is wrong"),
    one(137_000, Action::AskHuman, "the user's identity changed"),
    range(138_000, 138_018, Action::FixRequest, "calling"),
    range(139_000, 139_006, Action::FixRequest, "flows"),
    range(139_100, 139_103, Action::FixRequest, "block list"),
    range(147_001, 147_005, Action::AskHuman, "usernames"),
    // Section 7.2: the provider sends these as subcodes of 100. The first three are no fault of the request's form: somebody must
    // delete, wait or choose another name.
    one(2_388_019, Action::AskHuman, "limit of templates or of their edits"),
    one(2_388_024, Action::AskHuman, "the template's name is taken in this language"),
    one(2_388_039, Action::AskHuman, "template can't change in its status"),
    one(2_388_040, Action::FixRequest, "a text of the template is too long"),
    one(2_388_047, Action::FixRequest, "format of the template's header"),
    range(2_388_072, 2_388_073, Action::FixRequest, "format of the template's body or footer"),
    one(2_388_293, Action::FixRequest, "too many variables for the template's length"),
    one(2_388_299, Action::FixRequest, "a variable at the template's start or end"),
    range(2_593_107, 2_593_109, Action::AskHuman, "synchronisation of a phone app's history"),
];

/// The row of `code`, if it is known.
#[must_use]
pub fn row_of(code: i64) -> Option<&'static Row> {
    let after = CODES.partition_point(|row| row.first <= code);
    CODES[..after].last().filter(|row| code <= row.last)
}

/// The action an error code calls for, whether it came with the answer or later with a `failed` status; `details` are its
/// `error_data.details`, or its message where there are none. Codes we don't know are given up on: repeating what isn't
/// understood could send twice.
#[must_use]
pub fn action_for(code: i64, details: Option<&str>) -> Action {
    match row_of(code) {
        // The one permission code that means a call without a token.
        Some(Row { first: 200, .. }) if details.is_some_and(|text| text.contains("valid app ID")) => Action::FixRequest,
        Some(row) => row.action,
        None => Action::GiveUp,
    }
}

/// What a status of a message calls for: as the same code would, had it come with the answer. `None` if it names no error.
#[must_use]
pub fn action_of(status: &Status<'_>) -> Option<Action> {
    status.error_code.map(|code| action_for(code.into(), status.error_title.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::item::Item;
    use crate::webhook::parse::parse;

    /// Section 9, line by line: the codes of its first column, and what its last column says. Then the codes of section 7.2.
    const SHEET: &[(&[i64], Action)] = &[
        (&[0, 190], Action::RefreshToken),
        (&[104], Action::FixRequest),
        (&[3, 10, 200, 210, 299, 131_005], Action::RefreshToken),
        (&[1, 2, 131_000, 131_016, 133_004, 135_000], Action::RetryLater),
        (&[4], Action::SlowNumber),
        (&[80007], Action::SlowNumber),
        (&[130_429], Action::SlowNumber),
        (&[131_056], Action::WaitForRecipient),
        (&[131_048], Action::AskHuman),
        (&[131_064], Action::AskHuman),
        (&[131_049], Action::GiveUp),
        (&[131_050], Action::GiveUp),
        (&[130_472], Action::GiveUp),
        (&[131_047], Action::UseTemplate),
        (&[131_026], Action::GiveUp),
        (&[130_403], Action::AskHuman),
        (&[130_497], Action::GiveUp),
        (&[368, 131_031], Action::AskHuman),
        (&[33, 100], Action::FixRequest),
        (&[131_008, 131_009], Action::FixRequest),
        (&[131_021], Action::FixRequest),
        (&[131_030], Action::AskHuman),
        (&[131_037], Action::AskHuman),
        (&[131_042, 131_044], Action::AskHuman),
        (&[131_045, 133_010], Action::AskHuman),
        (&[131_051], Action::FixRequest),
        (&[131_052], Action::AskHuman),
        (&[131_053], Action::FixRequest),
        (&[131_055, 134_100], Action::FixRequest),
        (&[134_101], Action::RetryLater),
        (&[134_102], Action::AskHuman),
        (&[131_057], Action::RetryLater),
        (&[131_060], Action::AskHuman),
        (&[131_062], Action::FixRequest),
        (&[131_063], Action::AskHuman),
        (&[131_035, 131_036], Action::GiveUp),
        (&[132_000], Action::FixRequest),
        (&[132_001], Action::AskHuman),
        (&[132_005, 132_008, 132_012, 132_018], Action::FixRequest),
        (&[132_007], Action::AskHuman),
        (&[132_015, 132_016], Action::AskHuman),
        (&[132_068, 132_069], Action::AskHuman),
        (&[133_000], Action::RetryLater),
        (&[133_005, 133_006, 133_008], Action::AskHuman),
        (&[133_009], Action::RetryLater),
        (&[133_015, 133_016], Action::RetryLater),
        (&[134_011], Action::AskHuman),
        (&[137_000], Action::AskHuman),
        (&[138_000, 138_001, 138_017, 138_018], Action::FixRequest),
        (&[613], Action::SlowNumber),
        (&[131_020, 131_041, 131_059, 131_201, 131_202, 131_214, 131_215], Action::FixRequest),
        (&[139_000, 139_003, 139_006, 139_100, 139_101, 139_102, 139_103], Action::FixRequest),
        (&[147_001, 147_002, 147_003, 147_004, 147_005], Action::AskHuman),
        (&[2_593_107, 2_593_108, 2_593_109], Action::AskHuman),
        (&[131_014], Action::GiveUp),
        (&[2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_293, 2_388_299], Action::FixRequest),
        (&[2_388_019, 2_388_039], Action::AskHuman),
    ];

    #[test]
    fn every_code_of_the_fact_sheet_has_a_row_and_calls_for_its_action() {
        for (codes, action) in SHEET {
            for code in *codes {
                assert!(row_of(*code).is_some(), "{code} is missing");
                assert_eq!(action_for(*code, None), *action, "{code}");
            }
        }
    }

    #[test]
    fn the_fact_sheet_accounts_for_every_row_but_those_from_elsewhere() {
        let sheet: Vec<i64> = SHEET.iter().flat_map(|(codes, _)| codes.iter().copied()).collect();
        let elsewhere = [15, 2200, 130_501, 136_024, 136_025, 2_388_024];
        for row in CODES {
            assert!(sheet.iter().chain(&elsewhere).any(|code| (row.first..=row.last).contains(code)), "{row:?}");
        }
    }

    #[test]
    fn the_rows_are_in_order_and_apart() {
        for pair in CODES.windows(2) {
            assert!(pair[0].first <= pair[0].last && pair[0].last < pair[1].first, "{pair:?}");
        }
    }

    #[test]
    fn codes_between_the_rows_belong_to_none_and_are_given_up_on() {
        for code in [-1, 5, 300, 131_200, 131_216, 138_019, 987_654, i64::MAX, i64::MIN] {
            assert_eq!((row_of(code), action_for(code, None)), (None, Action::GiveUp), "{code}");
        }
    }

    #[test]
    fn a_call_without_a_token_is_ours_to_fix_whatever_its_code() {
        assert_eq!(action_for(200, Some("Provide valid app ID")), Action::FixRequest);
        assert_eq!(action_for(200, Some("Requires whatsapp_business_messaging")), Action::RefreshToken);
    }

    #[test]
    fn no_code_asks_to_be_settled() {
        assert!(CODES.iter().all(|row| row.action != Action::Settle), "a refusal is an answer");
    }

    #[test]
    fn a_failed_status_calls_for_what_the_same_refusal_would() {
        for row in CODES {
            let status =
                format!(r#"{{"id":"wamid.A","status":"failed","timestamp":"1767225600","errors":[{{"code":{},"title":"x"}}]}}"#, row.first);
            let body = format!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","statuses":[{status}]}}}}]}}]}}"#
            );
            let items: Vec<_> = parse(body.as_bytes());
            let [Item::Status(status)] = items.as_slice() else { panic!("{items:?}") };
            assert_eq!(action_of(status), Some(row.action), "{row:?}");
        }
    }

    #[test]
    fn a_status_without_an_error_calls_for_nothing() {
        let body = include_bytes!("../../testdata/status_read.json");
        let items: Vec<_> = parse(body);
        let Some(Item::Status(status)) = items.first() else { panic!("{items:?}") };
        assert_eq!(action_of(status), None);
    }
}
