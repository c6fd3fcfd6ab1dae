//! What the panels of normals have in common in Python.

/// What messages call a baseline that was not read from a file.
pub const IN_MEMORY: &str = "baseline in memory";

/// A class that holds a panel, which never changes, with its reader and its way back from a pickle.
macro_rules! panel {
    ($(#[$doc:meta])* $class:ident of $panel:ty, equal by $key:expr, $load:ident, $of_bytes:ident) => {
        $(#[$doc])*
        #[pyo3::pyclass(frozen, module = "oncosweep._core")]
        pub struct $class(std::sync::Arc<$panel>);

        impl $class {
            /// The library's baseline.
            pub fn shared(&self) -> std::sync::Arc<$panel> {
                std::sync::Arc::clone(&self.0)
            }

            /// A baseline for Python.
            pub fn of(baseline: std::sync::Arc<$panel>) -> Self {
                Self(baseline)
            }

            /// One that was not read from a file.
            fn made(baseline: $panel) -> Self {
                Self(std::sync::Arc::new(<$panel>::named(baseline, std::path::Path::new($crate::panel::IN_MEMORY))))
            }
        }

        #[pyo3::pymethods]
        impl $class {
            /// What a profile tells of it, as JSON.
            fn summary_json(&self) -> pyo3::PyResult<String> {
                serde_json::to_string(&self.0.summary()).map_err(|e| pyo3::exceptions::PyValueError::new_err(e.to_string()))
            }

            /// Writes it to a file.
            fn save(&self, py: pyo3::Python<'_>, path: std::path::PathBuf) -> pyo3::PyResult<()> {
                py.detach(|| self.0.save(&path)).map_err($crate::errors::to_python)
            }

            fn __eq__(&self, other: &Self) -> bool {
                let same: fn(&$panel, &$panel) -> bool = $key;
                same(&self.0, &other.0)
            }

            fn __reduce__<'py>(
                &self,
                py: pyo3::Python<'py>,
            ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::PyAny>, pyo3::Bound<'py, pyo3::types::PyTuple>)> {
                use pyo3::{IntoPyObject, types::PyAnyMethods};
                let bytes = py.detach(|| self.0.to_bytes()).map_err($crate::errors::to_python)?;
                let parts = (pyo3::types::PyBytes::new(py, &bytes), self.0.path.clone()).into_pyobject(py)?;
                Ok((py.import("oncosweep._core")?.getattr(stringify!($of_bytes))?, parts))
            }
        }

        /// The way back from a pickle.
        #[pyo3::pyfunction]
        pub fn $of_bytes(py: pyo3::Python<'_>, bytes: Vec<u8>, path: std::path::PathBuf) -> pyo3::PyResult<$class> {
            let baseline = py.detach(|| <$panel>::from_bytes(&bytes, &path)).map_err($crate::errors::to_python)?;
            Ok($class(std::sync::Arc::new(baseline)))
        }

        /// Reads a baseline that was saved.
        #[pyo3::pyfunction]
        pub fn $load(py: pyo3::Python<'_>, path: std::path::PathBuf) -> pyo3::PyResult<$class> {
            let baseline = py.detach(|| <$panel>::load(&path)).map_err($crate::errors::to_python)?;
            Ok($class(std::sync::Arc::new(baseline)))
        }
    };
}
pub(crate) use panel;
