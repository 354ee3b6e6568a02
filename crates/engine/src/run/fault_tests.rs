//! What happens when the engine itself breaks.

#![expect(clippy::unwrap_used, reason = "tests")]

use drawbridge_model::OutcomeKind;
use serde_json::json;

use super::*;
use crate::fault::{ARMED, Point};
use crate::limits::Limits;

const PII: &str = "PII-Lindenstrasse-7";

fn plan() -> Plan {
    let connector = json!({
        "id": "c", "name": "Order", "tool_name": "order", "system": "shop",
        "fields": [{"name": "order_id", "required": true}, {"name": "email", "required": true}],
        "steps": [{"id": "order", "path": "/orders/{order_id}"}],
        "validations": [{"input": "email", "compare_with": "email", "type": "equals"}],
        "answer": {"fields": [{"path": "address"}]},
        "samples": [{"step": "order", "status": 200, "body": {"email": "ana@example.com", "address": PII}}]
    });
    let system = json!({"id": "shop", "name": "Shop", "base_url": {"test": "https://shop.example.com"}});
    Plan::new(&serde_json::from_value(connector).unwrap(), &[serde_json::from_value(system).unwrap()]).unwrap()
}

fn request() -> RunRequest {
    RunRequest {
        inputs: json!({"order_id": "1001", "email": "ana@example.com"}).as_object().cloned().unwrap(),
        limits: Limits::bot(),
        ..RunRequest::on_samples()
    }
}

/// SECURITY IDV-32. `ARMED` is a thread's own, and the runtime has one thread.
#[tokio::test]
async fn whatever_breaks_lets_nobody_in_and_the_engine_goes_on() {
    let engine = Engine::new(EngineSettings::standard()).unwrap();
    let plan = plan();
    for point in [Point::Comparator, Point::Resolver, Point::AllowList] {
        ARMED.set(Some(point));
        let broken = engine.run(&plan, request()).await;
        ARMED.set(None);
        assert_eq!(broken.outcome.kind, OutcomeKind::Unavailable, "{point:?}");
        assert!(broken.outcome.data.is_none() && broken.outcome.owner.what.contains("failed"), "{:?}", broken.outcome);
        let told = format!("{:?}", (&broken.outcome, &broken.trace));
        assert!(!told.contains(PII) && !told.contains("armed"), "{point:?}: {told}");
        let next = engine.run(&plan, request()).await;
        assert_eq!(next.outcome.kind, OutcomeKind::Answer, "after {point:?}: {:?}", next.outcome);
    }
    let unharmed = engine.run(&plan, request()).await;
    assert_eq!(unharmed.outcome.data.unwrap().to_value(), json!({"address": PII}));
}

/// SECURITY IDV-32: a panic is a guess that told nothing, but it is a guess; nobody may cause five of them for free.
#[tokio::test]
async fn a_run_that_broke_is_counted() {
    let engine = Engine::new(EngineSettings::standard()).unwrap();
    let plan = plan();
    for _ in 0..5 {
        ARMED.set(Some(Point::Comparator));
        engine.run(&plan, request()).await;
        ARMED.set(None);
    }
    assert_eq!(engine.run(&plan, request()).await.outcome.kind, OutcomeKind::NotVerified, "the record is locked");
}
