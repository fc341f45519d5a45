//! Templates (section 7): creation, review, list, edit, delete.

use serde_json::{Value, json};

use crate::harness::{NUMBER, WABA};
use crate::office::{Office, offer, offered};
use simulator::graph::templates::review;
use simulator::world::TemplateStatus;

fn path() -> String {
    format!("{WABA}/message_templates")
}

fn body(text: &str) -> Value {
    json!({"name": "t", "language": "en", "category": "UTILITY", "components": [{"type": "BODY", "text": text}]})
}

fn with(component: Value) -> Value {
    let mut template = body("Hello there");
    template["components"].as_array_mut().unwrap().push(component);
    template
}

#[tokio::test]
async fn a_template_is_pending_until_its_review_tells_approved_or_rejected() {
    for (policy, status, reason) in
        [(json!({}), "APPROVED", "NONE"), (json!({"review": {"rejects": "PROMOTIONAL"}}), "REJECTED", "PROMOTIONAL")]
    {
        let office = Office::open_with(policy).await;
        let created = office.done("POST", &path(), offer("UTILITY")).await;
        assert_eq!((&created["status"], &created["category"]), (&json!("PENDING"), &json!("UTILITY")));
        let id = created["id"].as_str().unwrap();
        assert_eq!(office.done("GET", id, Value::Null).await["status"], "PENDING");
        office.advance(60);
        let told = office.changes("message_template_status_update", 1).await.remove(0);
        assert_eq!(
            told,
            json!({"event": status, "message_template_id": id.parse::<u64>().unwrap(), "message_template_name": "offer",
            "message_template_language": "en_US", "message_template_category": "UTILITY", "reason": reason})
        );
        assert_eq!(
            office.done("GET", &format!("{id}?fields=status,rejected_reason"), Value::Null).await,
            json!({"id": id, "status": status, "rejected_reason": reason})
        );
    }
}

#[tokio::test]
async fn malformed_templates_are_refused_with_the_code_of_their_fault() {
    let office = Office::open().await;
    let long = |chars: usize| "x".repeat(chars);
    let changed = |name: &str, value: Value| {
        let mut template = body("Hello there");
        template[name] = value;
        template
    };
    let variables = |text: &str, example: Value| {
        let mut template = body(text);
        template["components"][0]["example"] = json!({"body_text": [example]});
        template
    };
    let header =
        |text: &str, example: Value| with(json!({"type": "HEADER", "format": "TEXT", "text": text, "example": {"header_text": example}}));
    let buttons = |buttons: Value| with(json!({"type": "BUTTONS", "buttons": buttons}));
    let reply = |text: &str| json!({"type": "QUICK_REPLY", "text": text});
    let cases = [
        (100, changed("name", json!("Upper Case"))),
        (100, changed("name", json!(long(513)))),
        (100, changed("language", json!("english!"))),
        (100, changed("category", json!("FUN"))),
        (100, changed("parameter_format", json!("guessed"))),
        (100, changed("components", Value::Null)),
        (2_388_072, changed("components", json!([]))),
        (2_388_040, body(&long(1025))),
        (2_388_299, variables("{{1}} is the first word of all", json!(["a"]))),
        (2_388_299, variables("The last word of all is {{1}}", json!(["a"]))),
        (2_388_293, variables("Hi {{1}} {{2}} there", json!(["a", "b"]))),
        (2_388_072, variables("Hello {{2}}, how are you today", json!(["a"]))),
        (2_388_072, variables("Hello {{1}}, how are you today", json!([]))),
        (2_388_040, header(&long(61), json!([]))),
        (2_388_047, header("{{1}} and {{2}}", json!(["a", "b"]))),
        (2_388_047, header("Hi {{1}}", json!([]))),
        (2_388_047, with(json!({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::nobody"]}}))),
        (2_388_047, with(json!({"type": "HEADER", "format": "SMELL"}))),
        (2_388_040, with(json!({"type": "FOOTER", "text": long(61)}))),
        (2_388_073, with(json!({"type": "FOOTER", "text": "Bye {{1}}"}))),
        (100, with(json!({"type": "BODY", "text": "twice"}))),
        (100, buttons(json!([]))),
        (100, buttons(json!((0..11).map(|number| reply(&number.to_string())).collect::<Vec<_>>()))),
        (2_388_040, buttons(json!([reply(&long(26))]))),
        (100, buttons(json!([{"type": "URL", "text": "Go"}]))),
        (100, buttons(json!([{"type": "URL", "text": "Go", "url": "https://x/{{1}}/y", "example": ["1"]}]))),
        (100, buttons(json!([{"type": "URL", "text": "Go", "url": "https://x/{{1}}"}]))),
        (100, buttons(json!([{"type": "COPY_CODE"}]))),
        (100, buttons(json!([{"type": "LEVER", "text": "Pull"}]))),
        (100, with(json!({"type": "CAROUSEL", "cards": [{}]}))),
    ];
    for (code, template) in cases {
        assert_eq!(office.refused("POST", &path(), template.clone()).await, code, "{template}");
    }
    office.done("POST", &path(), body("Hello there")).await;
    assert_eq!(office.refused("POST", &path(), body("Again")).await, 2_388_024, "the name is taken in this language");
}

#[tokio::test]
async fn a_refused_template_is_a_bad_parameter_with_words_for_its_author() {
    let office = Office::open().await;
    let (status, answer) = office.call("POST", &path(), body("{{1}} is here")).await;
    let mut error = answer["error"].clone();
    assert!(error["fbtrace_id"].take().is_string());
    assert_eq!(
        (status, error),
        (
            400,
            json!({"message": "Invalid parameter", "type": "OAuthException", "code": 100, "error_subcode": 2_388_072, "is_transient": false,
                "error_user_title": "Message template body is malformed",
                "error_user_msg": "The body: its 1 variables need as many examples in body_text", "fbtrace_id": null})
        )
    );
}

#[tokio::test]
async fn the_list_is_filtered_and_paged_with_cursors() {
    let office = Office::open().await;
    for number in 0..5 {
        let category = if number == 4 { "MARKETING" } else { "UTILITY" };
        let template = json!({"name": format!("t_{number}"), "language": "en", "category": category, "components": [{"type": "BODY", "text": "Hello"}]});
        office.template(template).await;
    }
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let page = office.done("GET", &format!("{}?fields=name&limit=2&after={after}", path()), Value::Null).await;
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= 2);
        names.extend(data.iter().map(|template| template["name"].as_str().unwrap().to_owned()));
        if page["paging"]["next"].is_null() {
            break;
        }
        after = page["paging"]["cursors"]["after"].as_str().unwrap().to_owned();
    }
    names.sort();
    assert_eq!(names, ["t_0", "t_1", "t_2", "t_3", "t_4"]);
    let count =
        async |filter: &str| office.done("GET", &format!("{}?{filter}", path()), Value::Null).await["data"].as_array().unwrap().len();
    assert_eq!(
        (count("name=t_3").await, count("category=MARKETING").await, count("status=APPROVED").await, count("language=de").await),
        (1, 1, 5, 0)
    );
    assert_eq!(office.refused("GET", &format!("{}?fields=colour", path()), Value::Null).await, 100);
    assert_eq!(office.refused("GET", &format!("{}?after=%20", path()), Value::Null).await, 100);
}

#[tokio::test]
async fn an_account_creates_a_hundred_templates_an_hour() {
    let office = Office::open().await;
    let named = |number: usize| {
        let mut template = body("Hello there");
        template["name"] = json!(format!("t_{number}"));
        template
    };
    for number in 0..100 {
        office.done("POST", &path(), named(number)).await;
    }
    office.done("DELETE", &format!("{}?name=t_0", path()), Value::Null).await;
    assert_eq!(office.refused("POST", &path(), named(100)).await, 2_388_019, "also with one of them gone");
    office.advance(3600);
    office.done("POST", &path(), named(100)).await;
}

#[tokio::test]
async fn an_edit_is_reviewed_again_and_an_approved_template_takes_one_a_day() {
    let office = Office::open().await;
    let created = office.done("POST", &path(), offer("UTILITY")).await;
    let id = created["id"].as_str().unwrap();
    let edit = json!({"components": [{"type": "body", "text": "Better words"}]});
    assert_eq!(office.refused("POST", id, edit.clone()).await, 2_388_039, "pending");
    office.advance(60);
    office.done("POST", id, edit.clone()).await;
    let shown = office.done("GET", id, Value::Null).await;
    assert_eq!((&shown["status"], &shown["components"]), (&json!("PENDING"), &json!([{"type": "BODY", "text": "Better words"}])));
    office.advance(60);
    assert_eq!(office.refused("POST", id, edit.clone()).await, 2_388_019, "twice in 24 hours");
    office.advance(24 * 3600);
    office.done("POST", id, edit).await;
    assert_eq!(office.changes("message_template_status_update", 2).await.len(), 2);
}

#[tokio::test]
async fn templates_are_deleted_by_name_in_all_languages_or_one_by_id() {
    let office = Office::open().await;
    let create = async |language: &str| {
        let mut template = body("Hello there");
        template["language"] = json!(language);
        office.template(template).await
    };
    let (german, english, _spanish) = (create("de").await, create("en").await, create("es").await);
    office.done("DELETE", &format!("{}?name=t&hsm_id={german}", path()), Value::Null).await;
    assert_eq!(office.refused("GET", &german, Value::Null).await, 100);
    office.done("GET", &english, Value::Null).await;
    office.done("DELETE", &format!("{}?name=t", path()), Value::Null).await;
    assert_eq!(office.done("GET", &path(), Value::Null).await["data"], json!([]));
    assert_eq!(office.refused("DELETE", &format!("{}?name=t", path()), Value::Null).await, 100);
    let told = office.changes("message_template_status_update", 6).await;
    assert_eq!(told.iter().filter(|change| change["event"] == "DELETED").count(), 3);
}

#[tokio::test]
async fn pauses_and_quality_are_told_by_webhook() {
    let office = Office::open().await;
    let id = office.template(offer("MARKETING")).await;
    assert!(review::set_quality(&office.simulator, &id, "RED"));
    assert!(review::set_status(&office.simulator, &id, TemplateStatus::Paused));
    assert!(!review::set_status(&office.simulator, "1", TemplateStatus::Paused), "no such template");
    office.done("POST", &format!("{id}/unpause"), Value::Null).await;
    assert_eq!(office.refused("POST", &format!("{id}/unpause"), Value::Null).await, 2_388_039, "it isn't paused any more");
    let quality = office.changes("message_template_quality_update", 1).await.remove(0);
    assert_eq!((&quality["previous_quality_score"], &quality["new_quality_score"]), (&json!("UNKNOWN"), &json!("RED")));
    let told = office.changes("message_template_status_update", 3).await;
    assert!(told.iter().any(|change| change["event"] == "REINSTATED"), "{told:?}");
    let pause = told.iter().find(|change| change["event"] == "PAUSED").unwrap();
    assert_eq!(pause["other_info"]["title"], "FIRST_PAUSE");
    assert_eq!(office.done("GET", &format!("{id}?fields=quality_score,status"), Value::Null).await["quality_score"]["score"], "RED");
}

#[tokio::test]
async fn the_control_api_pauses_disables_reinstates_and_rates_a_template() {
    let office = Office::open().await;
    let id = office.template(offer("UTILITY")).await;
    let message = offered(&["Lena", "A-1"]);
    let decide = async |decision: Value| {
        let mut decision = decision;
        decision["template_id"] = json!(id);
        let (status, answer) = office.control("templates", decision).await;
        assert_eq!(status, 200, "{answer}");
        (answer["status"].as_str().unwrap().to_owned(), answer["quality"].as_str().unwrap().to_owned())
    };
    let told = |status: &str, quality: &str| (status.to_owned(), quality.to_owned());
    assert_eq!(decide(json!({"status": "PAUSED", "quality": "RED"})).await, told("PAUSED", "RED"));
    assert_eq!(office.send_refused(message.clone()).await, 132_015);
    assert_eq!(decide(json!({"status": "DISABLED"})).await, told("DISABLED", "RED"));
    assert_eq!(office.send_refused(message.clone()).await, 132_016);
    assert_eq!(decide(json!({"status": "APPROVED"})).await, told("APPROVED", "RED"));
    office.sent(message).await;
    let updates = office.changes("message_template_status_update", 4).await;
    for event in ["APPROVED", "PAUSED", "DISABLED", "REINSTATED"] {
        assert_eq!(updates.iter().filter(|update| update["event"] == event).count(), 1, "{event}: {updates:?}");
    }
    let quality = office.changes("message_template_quality_update", 1).await.remove(0);
    assert_eq!((&quality["previous_quality_score"], &quality["new_quality_score"]), (&json!("UNKNOWN"), &json!("RED")));
    let listed = office.simulator.http().get(format!("{}/control/templates?phone_number_id={NUMBER}", office.url)).send().await.unwrap();
    let standing = json!({"template_id": id, "name": "offer", "language": "en_US", "status": "APPROVED", "quality": "RED"});
    assert_eq!(listed.json::<Value>().await.unwrap(), json!({"items": [standing]}));
}

#[tokio::test]
async fn a_decision_names_a_template_there_is_and_something_to_decide() {
    let office = Office::open().await;
    let id = office.template(offer("UTILITY")).await;
    let refused = async |decision: Value| office.control("templates", decision).await.0;
    assert_eq!(refused(json!({"template_id": "1", "quality": "RED"})).await, 404);
    assert_eq!(refused(json!({"template_id": id})).await, 400);
    assert_eq!(refused(json!({"template_id": id, "status": "PENDING"})).await, 400);
    assert_eq!(office.done("GET", &id, Value::Null).await["status"], "APPROVED");
}
