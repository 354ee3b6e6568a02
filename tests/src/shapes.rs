//! Fake APIs in the shape of real ones, for the journeys.
//!
//! Every value of an answer that a connector does not show is a canary: a word that stands nowhere else, so that a
//! search for it in files, logs and exports proves that it was not kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::fake_api::{FakeApi, Reply, Route};

/// The consumer key of the shop.
pub const SHOP_KEY: &str = "ck_7d1f0c9be3a84452";
/// Its consumer secret.
pub const SHOP_SECRET: &str = "cs_Zq8/f+4eW<&>\"kL02";
/// The email of the customer whose order it is.
pub const CUSTOMER_EMAIL: &str = "ana.lopes@example.com";
/// Values of the order that nobody may see or keep, by name.
pub const ORDER_CANARIES: [(&str, &str); 4] = [
    ("phone", "+351555010222"),
    ("street", "Rua das Canarias 17"),
    ("order key", "wc_order_NeverShown42"),
    ("note", "leave it with the neighbour Zulmira"),
];
/// The password of the account behind the log-in.
pub const ACCOUNT_PASSWORD: &str = "tr0ub4dor/&3 horses";
/// The token that the log-in gives out.
pub const ACCOUNT_TOKEN: &str = "tok_eyJraWQiOiJzZWVkIn0_9b1";
/// The email of that account.
pub const ACCOUNT_EMAIL: &str = "samira.idris@example.com";

/// A shop as WooCommerce answers: order 727 behind Basic sign-in, everything else unknown.
pub fn shop(api: &FakeApi) {
    let basic = format!("Basic {}", STANDARD.encode(format!("{SHOP_KEY}:{SHOP_SECRET}")));
    let refusal = Reply::json(
        401,
        &json!({"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot view this resource.", "data": {"status": 401}}),
    );
    let unknown =
        json!({"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID.", "data": {"status": 404}});
    for (number, status, body) in [("727", 200, order()), ("999", 404, unknown)] {
        let route = Route::new("GET", &format!("/wp-json/wc/v3/orders/{number}"));
        api.teach(route.needs("authorization", &basic, refusal.clone()).reply(Reply::json(status, &body)));
    }
}

/// An account behind a log-in: `POST /auth/login` gives a token, `GET /account/balance` asks for it.
pub fn account(api: &FakeApi) {
    let signed_in = json!({"data": {"token": ACCOUNT_TOKEN, "customer": {"email": ACCOUNT_EMAIL, "internal_note": "canary-of-the-log-in"}}});
    api.teach(Route::new("POST", "/auth/login").reply(Reply::json(200, &signed_in)));
    let balance = json!({"balance": "1240.50", "currency": "EUR", "iban": "PT50CANARYIBAN0001"});
    let refusal = Reply::json(401, &json!({"error": "token missing"}));
    api.teach(
        Route::new("GET", "/account/balance")
            .needs("authorization", &format!("Bearer {ACCOUNT_TOKEN}"), refusal)
            .reply(Reply::json(200, &balance)),
    );
}

/// Order 727: 4 KB with about 180 values, of which the seed connector shows four.
pub fn order() -> Value {
    let meta_data: Vec<Value> = (1..=46)
        .map(|number| json!({"id": 90_310 + number, "key": format!("_plugin_setting_{number:02}"), "value": format!("what plug-in {number} keeps")}))
        .collect();
    let canary = |name: &str| ORDER_CANARIES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    json!({
        "id": 727, "parent_id": 0, "number": "727", "order_key": canary("order key"), "created_via": "checkout",
        "status": "processing", "currency": "EUR", "date_created": "2026-11-14T09:21:07", "discount_total": "0.00",
        "shipping_total": "4.90", "total": "59.90", "total_tax": "9.58", "prices_include_tax": true, "customer_id": 31,
        "customer_note": canary("note"),
        "billing": {
            "first_name": "Ana", "last_name": "Lopes", "company": "", "address_1": canary("street"), "city": "Porto",
            "postcode": "4000-009", "country": "PT", "email": CUSTOMER_EMAIL, "phone": canary("phone"),
        },
        "shipping": {"first_name": "Ana", "last_name": "Lopes", "address_1": canary("street"), "city": "Porto", "country": "PT"},
        "payment_method": "stripe", "payment_method_title": "Credit card", "date_paid": "2026-11-14T09:21:33",
        "line_items": [
            {"id": 511, "name": "Canvas tote", "product_id": 231, "quantity": 1, "total": "24.90", "sku": "TOTE-SAND"},
            {"id": 512, "name": "Enamel mug", "product_id": 77, "quantity": 2, "total": "30.10", "sku": "MUG-BLUE"},
        ],
        "shipping_lines": [{"id": 513, "method_title": "Parcel", "total": "4.90"}],
        "meta_data": meta_data, "refunds": [],
    })
}
