//! Signing in, staying signed in, and being thrown out.

use jiff::SignedDuration;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::world::{PASSWORD, Pod, SignedIn, World};

const ME: &str = "/api/v1/auth/me";

async fn refresh(world: &World, pod: &Pod, cookie: &str) -> Response {
    world.http.post(format!("{}/api/v1/auth/refresh", pod.url)).header("cookie", cookie).send().await.unwrap()
}

async fn problem(answer: Response) -> (StatusCode, String) {
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!((body["status"].as_u64(), body["request_id"].as_str()), (Some(u64::from(status.as_u16())), Some(id.as_str())), "{body}");
    (status, body["code"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_signs_in_and_learns_who_they_are() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "owner")]);
    let pod = world.pod().await;
    let signed_in = pod.sign_in(&world, " Ada@Example.com ").await;
    assert!(
        signed_in.set_cookie.contains("HttpOnly")
            && signed_in.set_cookie.contains("SameSite=Strict")
            && signed_in.set_cookie.contains("Path=/api/v1/auth")
    );
    let (status, me) = pod.read(&world, ME, &signed_in.token).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(me, signed_in.body["user"]);
    assert_eq!(me["memberships"][0]["business"], world.acme.id.as_str());
    assert_eq!(me["memberships"][0]["role"], "owner");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_and_tokens_are_refused_in_the_same_words() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[]);
    let pod = world.pod().await;
    for (email, password) in [("ada@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("ada@example.com", "")] {
        assert_eq!(
            problem(pod.login(&world, email, password).await).await,
            (StatusCode::UNAUTHORIZED, "wrong_credentials".into()),
            "{email}"
        );
    }
    for token in ["", "x", "a.b.c"] {
        assert_eq!(problem(pod.get(&world, ME, token).send().await.unwrap()).await, (StatusCode::UNAUTHORIZED, "unauthenticated".into()));
    }
    let malformed = world.http.post(format!("{}/api/v1/auth/login", pod.url)).body("{").header("content-type", "application/json");
    assert_eq!(problem(malformed.send().await.unwrap()).await, (StatusCode::BAD_REQUEST, "invalid_request".into()));
    let unknown = pod.get(&world, "/api/v1/nothing", "x").send().await.unwrap();
    assert_eq!(problem(unknown).await, (StatusCode::NOT_FOUND, "not_found".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_limited_with_and_without_redis_and_a_success_clears_the_count() {
    let mut world = World::new().await;
    world.person("ada@example.com", false, &[]);
    world.person("eve@example.com", false, &[]);
    let pod = world.pod().await;
    for _ in 0..3 {
        for _ in 0..5 {
            assert_eq!(pod.login(&world, "ada@example.com", "wrong").await.status(), StatusCode::UNAUTHORIZED);
        }
        let answer = pod.login(&world, "ada@example.com", PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["ratelimit-limit"], "10");
    }
    let guess = async |world: &World, email: &str| {
        for _ in 0..30 {
            let answer = pod.login(world, email, "wrong").await;
            if answer.status() == StatusCode::TOO_MANY_REQUESTS {
                assert!(answer.headers().contains_key("retry-after") && answer.headers()["ratelimit-remaining"] == "0");
                return;
            }
        }
        panic!("30 guesses were allowed");
    };
    guess(&world, "ada@example.com").await;
    assert_eq!(pod.login(&world, "ada@example.com", PASSWORD).await.status(), StatusCode::TOO_MANY_REQUESTS);
    world.kill_redis();
    assert_eq!(pod.login(&world, "eve@example.com", PASSWORD).await.status(), StatusCode::OK);
    guess(&world, "eve@example.com").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_on_by_new_tokens_each_time() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[]);
    let pod = world.pod().await;
    let mut current = pod.sign_in(&world, "ada@example.com").await;
    for _ in 0..3 {
        world.clock.advance(SignedDuration::from_secs(16 * 60));
        assert_eq!(pod.read(&world, ME, &current.token).await.0, StatusCode::UNAUTHORIZED);
        let next = SignedIn::read(refresh(&world, &pod, current.cookie.as_ref().unwrap()).await).await;
        assert!(next.cookie.is_some() && next.cookie != current.cookie);
        assert_eq!(pod.read(&world, ME, &next.token).await.0, StatusCode::OK);
        current = next;
    }
    world.clock.advance(SignedDuration::from_hours(31 * 24));
    assert_eq!(
        problem(refresh(&world, &pod, current.cookie.as_ref().unwrap()).await).await,
        (StatusCode::UNAUTHORIZED, "no_session".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_may_refresh_at_once_but_a_token_used_again_later_ends_the_session() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[]);
    let pod = world.pod().await;
    let first = pod.sign_in(&world, "ada@example.com").await.cookie.unwrap();
    let second = SignedIn::read(refresh(&world, &pod, &first).await).await.cookie.unwrap();
    // The other tab, a moment later: an access token, and the cookie stays as the first tab left it.
    let other_tab = SignedIn::read(refresh(&world, &pod, &first).await).await;
    assert!(other_tab.cookie.is_none());
    world.clock.advance(SignedDuration::from_secs(11));
    let answer = refresh(&world, &pod, &first).await;
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(problem(answer).await, (StatusCode::UNAUTHORIZED, "session_ended".into()));
    assert_eq!(problem(refresh(&world, &pod, &second).await).await, (StatusCode::UNAUTHORIZED, "no_session".into()));
    assert_eq!(pod.read(&world, ME, &other_tab.token).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_its_access_token() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[]);
    let pod = world.pod().await;
    let signed_in = pod.sign_in(&world, "ada@example.com").await;
    assert_eq!(pod.read(&world, ME, &signed_in.token).await.0, StatusCode::OK);
    let cookie = signed_in.cookie.unwrap();
    let answer = world.http.post(format!("{}/api/v1/auth/logout", pod.url)).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(refresh(&world, &pod, &cookie).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(pod.read(&world, ME, &signed_in.token).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_cannot_use_the_refresh_cookie() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[]);
    let pod = world.pod().await;
    let cookie = pod.sign_in(&world, "ada@example.com").await.cookie.unwrap();
    let from = async |origin: &str| {
        let request = world.http.post(format!("{}/api/v1/auth/refresh", pod.url)).header("cookie", &cookie).header("origin", origin);
        request.send().await.unwrap().status()
    };
    assert_eq!(from("https://evil.example").await, StatusCode::FORBIDDEN);
    assert_eq!(from(crate::world::PUBLIC_URL).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_makes_an_account_once() {
    let world = World::new().await;
    world.person("old@example.com", false, &[(&world.globex, "agent")]);
    let pod = world.pod().await;
    for email in ["new@example.com", "old@example.com"] {
        let token = format!("token-for-{email}");
        let hash = hex::encode(api::v1::auth::refresh_token::hash(&token));
        world.postgres.execute(&format!(
            "insert into control.invites (id, tenant_id, email, role, token_hash, expires_at)
             values (gen_random_uuid(), '{}', '{email}', 'agent', '\\x{hash}', now() + interval '1 day')",
            world.acme.id
        ));
    }
    let accept = async |token: &str, password: &str| {
        let body = json!({ "token": token, "name": "New", "password": password });
        world.http.post(format!("{}/api/v1/auth/accept-invite", pod.url)).json(&body).send().await.unwrap()
    };
    assert_eq!(problem(accept("guess", PASSWORD).await).await, (StatusCode::NOT_FOUND, "unknown_invite".into()));
    assert_eq!(problem(accept("token-for-new@example.com", "short").await).await, (StatusCode::BAD_REQUEST, "weak_password".into()));
    let made = SignedIn::read(accept("token-for-new@example.com", "a fresh password").await).await;
    assert_eq!(made.body["user"]["memberships"][0]["business"], world.acme.id.as_str());
    assert_eq!(accept("token-for-new@example.com", "a fresh password").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(pod.login(&world, "new@example.com", "a fresh password").await.status(), StatusCode::OK);
    // The link alone doesn't open an account that exists.
    assert_eq!(accept("token-for-old@example.com", "a fresh password").await.status(), StatusCode::UNAUTHORIZED);
    let joined = SignedIn::read(accept("token-for-old@example.com", PASSWORD).await).await;
    assert_eq!(joined.body["user"]["memberships"].as_array().unwrap().len(), 2);
}
