//! Templates over the wire.

use serde_json::json;
use whatsapp::client::ClientError;
use whatsapp::client::templates::{
    Buttons, Category, Doomed, MediaHeader, NewBody, NewButton, NewCard, NewHeader, NewTemplate, OtpType, Sample, TemplateFilter,
};

use crate::server::Server;

fn table_ready() -> NewTemplate {
    let sample = Sample::Positional(vec!["Lena".to_owned(), "19:30".to_owned()]);
    let body = NewBody::text("Hi {{1}}, your table for {{2}} is ready.", &sample).unwrap();
    let buttons = vec![
        NewButton::quick_reply("Coming").unwrap(),
        NewButton::url("Menu", "https://example.com/{{1}}", Some("https://example.com/de")).unwrap(),
        NewButton::phone_number("Call", "+15550783881").unwrap(),
    ];
    NewTemplate::new("table_ready", "en_US", Category::Utility, body)
        .and_then(|it| it.header(NewHeader::media(MediaHeader::Image, "4::aW")?))
        .and_then(|it| it.footer("Trattoria Lena"))
        .and_then(|it| it.buttons(Buttons::new(buttons)?))
        .unwrap()
        .time_to_live_s(3600)
        .allow_category_change()
}

#[tokio::test]
async fn a_template_is_handed_in_and_changed() {
    let server = Server::start().await;
    server.answer(200, r#"{"id":594425479261596,"status":"PENDING","category":"MARKETING"}"#).answer(200, r#"{"success":true}"#);
    let account = server.account();
    let created = account.create_template("102", &table_ready()).await.unwrap();
    assert_eq!(
        (created.id.as_str(), created.status.as_deref(), created.category.as_deref()),
        ("594425479261596", Some("PENDING"), Some("MARKETING"))
    );
    account.edit_template(&created.id, &table_ready()).await.unwrap();
    let asked = server.asked();
    let components = json!([
        {"type": "BODY", "text": "Hi {{1}}, your table for {{2}} is ready.", "example": {"body_text": [["Lena", "19:30"]]}},
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW"]}},
        {"type": "FOOTER", "text": "Trattoria Lena"},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Coming"},
            {"type": "URL", "text": "Menu", "url": "https://example.com/{{1}}", "example": ["https://example.com/de"]},
            {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+15550783881"}]},
    ]);
    assert_eq!(asked[0].line, "POST /v25.0/102/message_templates");
    assert_eq!(
        asked[0].json(),
        json!({"name": "table_ready", "language": "en_US", "category": "UTILITY", "parameter_format": "positional", "components": components,
               "message_send_ttl_seconds": 3600, "allow_category_change": true})
    );
    assert_eq!(asked[1].line, "POST /v25.0/594425479261596");
    assert_eq!(
        asked[1].json(),
        json!({"components": components, "category": "UTILITY", "parameter_format": "positional", "message_send_ttl_seconds": 3600})
    );
}

#[tokio::test]
async fn named_variables_codes_offers_and_cards_have_their_own_form() {
    let server = Server::start().await;
    server.answer_times(3, 200, r#"{"id":"1"}"#);
    let account = server.account();
    let named = Sample::Named(vec![("guest".to_owned(), "Lena".to_owned())]);
    let header = NewHeader::text("For {{guest}}", &named).unwrap();
    let template =
        NewTemplate::new("named", "de", Category::Utility, NewBody::text("Hi {{guest}}, you are welcome!", &named).unwrap()).unwrap();
    account.create_template("102", &template.header(header).unwrap()).await.unwrap();

    let login = NewTemplate::new("login", "de", Category::Authentication, NewBody::authentication(true)).unwrap();
    for refused in [account.create_template("102", &login).await.map(drop), account.edit_template("1", &login).await] {
        assert!(matches!(refused, Err(ClientError::Invalid(_))), "a login needs the button for its code: {refused:?}");
    }
    let otp = NewButton::otp(OtpType::OneTap(vec![("com.example".to_owned(), "K8a/AINcGX7".to_owned())])).unwrap();
    let login = login.code_expiration_minutes(5).unwrap().buttons(Buttons::new(vec![otp]).unwrap()).unwrap();
    account.create_template("102", &login).await.unwrap();

    let card = NewCard::new(
        NewHeader::media(MediaHeader::Video, "4::aW").unwrap(),
        Some(NewBody::text("Fresh", &Sample::None).unwrap()),
        Buttons::new(vec![NewButton::quick_reply("More").unwrap()]).unwrap(),
    )
    .unwrap();
    let offers = NewTemplate::new("offers", "de", Category::Marketing, NewBody::text("Look", &Sample::None).unwrap()).unwrap();
    let offers = offers.limited_time_offer("Today", true).unwrap().carousel(vec![card.clone(), card]).unwrap();
    account.create_template("102", &offers).await.unwrap();

    let asked = server.asked();
    assert_eq!(
        asked[0].json(),
        json!({"name": "named", "language": "de", "category": "UTILITY", "parameter_format": "named", "components": [
            {"type": "BODY", "text": "Hi {{guest}}, you are welcome!", "example": {"body_text_named_params": [{"param_name": "guest", "example": "Lena"}]}},
            {"type": "HEADER", "format": "TEXT", "text": "For {{guest}}",
             "example": {"header_text_named_params": [{"param_name": "guest", "example": "Lena"}]}}]})
    );
    assert_eq!(
        asked[1].json()["components"],
        json!([
            {"type": "BODY", "add_security_recommendation": true},
            {"type": "FOOTER", "code_expiration_minutes": 5},
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "ONE_TAP",
                "supported_apps": [{"package_name": "com.example", "signature_hash": "K8a/AINcGX7"}]}]}])
    );
    let card = json!({"components": [
        {"type": "HEADER", "format": "VIDEO", "example": {"header_handle": ["4::aW"]}},
        {"type": "BODY", "text": "Fresh"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "More"}]}]});
    assert_eq!(
        asked[2].json()["components"],
        json!([
            {"type": "BODY", "text": "Look"},
            {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Today", "has_expiration": true}},
            {"type": "CAROUSEL", "cards": [card, card]}])
    );
}

#[tokio::test]
async fn templates_are_listed_by_filter_and_read_one_by_one() {
    let server = Server::start().await;
    server.answer(
        200,
        r#"{"data":[{"id":1,"name":"a","language":"de","status":"PAUSED","category":"UTILITY","components":[{"type":"BODY","text":"x"}]}],
        "paging":{"cursors":{"before":"B","after":"A"},"next":"https://x"}}"#,
    );
    server.answer(200, r#"{"data":[{"id":"2"}],"paging":{"cursors":{"before":"B","after":"A"}}}"#);
    server.answer(200, r#"{"id":"2","quality_score":{"score":"GREEN"},"novelty":1}"#);
    let account = server.account();
    let filter = TemplateFilter { status: Some("PAUSED"), language: Some("de"), ..TemplateFilter::default() };
    let listed = account.templates("102", &filter).await.unwrap();
    assert_eq!(listed.iter().map(|template| template.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(listed[0].components, [json!({"type": "BODY", "text": "x"})]);
    assert_eq!(account.template("2").await.unwrap().quality_score, Some(json!({"score": "GREEN"})));
    let asked = server.asked();
    assert!(
        asked[0].line.starts_with("GET /v25.0/102/message_templates?status=PAUSED&language=de&fields=id%2Cname%2C"),
        "{}",
        asked[0].line
    );
    assert!(asked[1].line.ends_with("&limit=100&after=A"), "{}", asked[1].line);
    assert!(asked[2].line.starts_with("GET /v25.0/2?fields="));
}

#[tokio::test]
async fn a_template_is_deleted_in_one_language_or_in_all() {
    let server = Server::start().await;
    server.answer_times(3, 200, r#"{"success":true}"#);
    let account = server.account();
    account.delete_template("102", Doomed::Name("a")).await.unwrap();
    account.delete_template("102", Doomed::One { name: "a", template_id: "7" }).await.unwrap();
    account.unpause_template("7").await.unwrap();
    let lines: Vec<_> = server.asked().into_iter().map(|asked| asked.line).collect();
    assert_eq!(
        lines,
        ["DELETE /v25.0/102/message_templates?name=a", "DELETE /v25.0/102/message_templates?hsm_id=7&name=a", "POST /v25.0/7/unpause"]
    );
}
