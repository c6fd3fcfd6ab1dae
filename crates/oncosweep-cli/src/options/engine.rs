//! How the sweep runs; none of it changes a result.

/// Threads, reading and reporting.
#[derive(clap::Args)]
#[command(next_help_heading = "Running")]
pub struct EngineOptions {
    /// Threads, for everything together; the results do not depend on it
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
    /// Read in one ordered stream even when there is an index
    #[arg(long)]
    pub stream: bool,
    /// Bases of genome decided together; the results do not depend on it
    #[arg(long, value_name = "BP", hide = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub shard_bp: Option<u32>,
    /// Say on stderr when the sweep starts and ends
    #[arg(short, long)]
    pub verbose: bool,
}

impl EngineOptions {
    /// Number of threads, at least one.
    pub fn threads(&self) -> usize {
        usize::from(self.threads)
    }
}
