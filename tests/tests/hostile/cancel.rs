//! A person who stops a run while the server does its worst.

use drawbridge_model::OutcomeKind;
use drawbridge_tests::hostile::Hostile;
use drawbridge_tests::hostile::call::{call, engine, wait};
use drawbridge_tests::until;

/// SECURITY NET-16: the run ends, and the server sees that nobody is there any more.
#[test]
fn a_stopped_run_lets_the_connection_go() {
    let hostile = Hostile::start();
    let mut stopped = 0;
    for behaviour in hostile.behaviours() {
        let engine = engine(hostile.authority());
        let call = call(&behaviour.origin, behaviour.name, "GET");
        let cancel = call.request.cancel.clone();
        let is_under_way = || {
            let is_greeting = behaviour.group == "TLS" && hostile.open_connections() > 0;
            hostile.seen_at(behaviour.name) > 0 || is_greeting
        };
        let run = wait(async {
            let run = {
                let running = engine.run(&call.plan, call.request);
                tokio::pin!(running);
                let mut looks_left = 5;
                loop {
                    tokio::select! {
                        run = &mut running => break run,
                        () = tokio::time::sleep(std::time::Duration::from_millis(5)) => {
                            looks_left -= i32::from(is_under_way());
                            if looks_left <= 0 {
                                cancel.cancel();
                            }
                        }
                    }
                }
            };
            // Connections that are kept for later are let go here; the others must be gone by themselves.
            drop(engine);
            tokio::task::spawn_blocking({
                let (open, name) = (hostile.counter(), behaviour.name);
                move || until(&format!("the end of every connection of {name}"), || (open() == 0).then_some(()))
            })
            .await
            .unwrap();
            run
        });
        if run.outcome.owner.what == "The run was stopped." {
            assert_eq!(run.outcome.kind, OutcomeKind::Unavailable, "{}", behaviour.name);
            stopped += 1;
        }
    }
    assert!(stopped >= 20, "at least those that stall are stopped: {stopped}");
}
