//! Long work that is asked to stop.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use oncosweep::{
    Error,
    case::{self, RunOptions},
    config::Config,
    evidence::{Biomarkers, Evidence},
    profile::{self, CallOptions},
    sweep::{CallEvent, Progress, ProgressEvent},
};

use crate::data::demo_inputs;

/// Stops a call once it has come to a subject, and notes what it was told.
struct StopAt<'a> {
    subject: &'static str,
    cancel: &'a AtomicBool,
    told: Mutex<Vec<CallEvent>>,
}

impl Progress for StopAt<'_> {
    fn advance(&self, _: &ProgressEvent<'_>) {}

    fn called(&self, event: &CallEvent) {
        self.cancel.fetch_or(event.subject == self.subject, Ordering::Relaxed);
        self.told.lock().unwrap().push(*event);
    }
}

#[test]
fn a_call_tells_how_far_it_is_and_stops_in_the_middle() {
    let config = Config::default();
    let evidence = case::collect(&demo_inputs(), Biomarkers::all(), &config, &RunOptions::default()).unwrap();
    let told_until = |subject| {
        let cancel = AtomicBool::new(false);
        let watch = StopAt { subject, cancel: &cancel, told: Mutex::default() };
        let options = CallOptions { progress: Some(&watch), cancel: Some(&cancel), ..CallOptions::default() };
        let result = profile::call_with(&evidence, &config, &options);
        (result, watch.told.into_inner().unwrap())
    };
    let (whole, told) = told_until("nothing");
    assert_eq!(whole.unwrap(), profile::call(&evidence, &config).unwrap());
    assert!(told.is_sorted_by(|a, b| a.fraction <= b.fraction) && told.last().is_some_and(|last| last.fraction > 0.5));
    for subject in ["variants", "microsatellites"] {
        let (stopped, few) = told_until(subject);
        assert!(matches!(stopped, Err(Error::Cancelled)) && few.len() < told.len(), "{subject}");
    }
}

#[test]
fn evidence_is_not_read_to_its_end() {
    let config = Config::default();
    let evidence = case::collect(&demo_inputs(), Biomarkers::msi(), &config, &RunOptions::default()).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    evidence.save(file.path()).unwrap();
    let load = |stop| Evidence::load_until(file.path(), &AtomicBool::new(stop));
    assert!(load(false).unwrap() == evidence && matches!(load(true), Err(Error::Cancelled)));
}
