//! A table by columns: what Python shows as rows, hands to numpy, and gives to polars, pandas and duckdb as an Arrow stream.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray,
    ffi_stream::FFI_ArrowArrayStream, types::Float64Type, types::Int64Type,
};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use numpy::PyArray1;
use pyo3::{
    exceptions::{PyIndexError, PyKeyError, PyValueError},
    prelude::*,
    types::{PyBool, PyCapsule, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple},
};

/// Columns of equal length; never changes.
#[pyclass(frozen, module = "oncosweep._core")]
pub struct Columns(RecordBatch);

/// One column while a table is made.
pub struct Column(&'static str, ArrayRef);

impl Column {
    /// Text; `None` where there is none.
    pub fn text<S: AsRef<str>>(name: &'static str, values: impl Iterator<Item = Option<S>>) -> Self {
        Self(name, Arc::new(values.collect::<StringArray>()))
    }

    /// Whole numbers.
    pub fn int(name: &'static str, values: impl Iterator<Item = Option<i64>>) -> Self {
        Self(name, Arc::new(values.collect::<Int64Array>()))
    }

    /// Numbers.
    pub fn float(name: &'static str, values: impl Iterator<Item = Option<f64>>) -> Self {
        Self(name, Arc::new(values.collect::<Float64Array>()))
    }
}

fn failed(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

impl Columns {
    /// A table of `columns`, all of one length.
    pub fn new(columns: Vec<Column>) -> PyResult<Self> {
        Self::of(columns.into_iter().map(|Column(name, array)| (name.to_owned(), array)).collect())
    }

    fn of(columns: Vec<(String, ArrayRef)>) -> PyResult<Self> {
        let fields: Vec<Field> = columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        if columns.is_empty() {
            return Ok(Self(RecordBatch::new_empty(schema)));
        }
        RecordBatch::try_new(schema, columns.into_iter().map(|(_, array)| array).collect()).map(Self).map_err(failed)
    }

    fn get(&self, name: &str) -> PyResult<&ArrayRef> {
        self.0.column_by_name(name).ok_or_else(|| PyKeyError::new_err(format!("no column '{name}'; there are {}", self.names().join(", "))))
    }
}

fn kind(array: &ArrayRef) -> &'static str {
    match array.data_type() {
        DataType::Int64 => "int",
        DataType::Float64 => "float",
        DataType::Boolean => "bool",
        _ => "text",
    }
}

/// One value as Python has it.
fn value<'py>(py: Python<'py>, array: &ArrayRef, index: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(index) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().value(index).into_pyobject(py)?.into_any(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(index).into_pyobject(py)?.into_any(),
        DataType::Boolean => array.as_boolean().value(index).into_pyobject(py)?.to_owned().into_any(),
        _ => array.as_string::<i32>().value(index).into_pyobject(py)?.into_any(),
    })
}

#[pymethods]
impl Columns {
    /// Names of the columns.
    fn names(&self) -> Vec<String> {
        self.0.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The kind of each column: int, float, bool or text.
    fn kinds(&self) -> Vec<&'static str> {
        self.0.columns().iter().map(kind).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    /// The values of a column.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        let array = self.get(name)?;
        PyList::new(py, (0..array.len()).map(|index| value(py, array, index)).collect::<PyResult<Vec<_>>>()?)
    }

    /// One row.
    fn row<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Bound<'py, PyDict>> {
        if index >= self.0.num_rows() {
            return Err(PyIndexError::new_err("row out of range"));
        }
        let row = PyDict::new(py);
        for (field, array) in self.0.schema().fields().iter().zip(self.0.columns()) {
            row.set_item(field.name(), value(py, array, index)?)?;
        }
        Ok(row)
    }

    /// The rows at `indices`, in that order.
    fn take(&self, indices: Vec<usize>) -> PyResult<Self> {
        if indices.iter().any(|&index| index >= self.0.num_rows()) {
            return Err(PyIndexError::new_err("row out of range"));
        }
        let taken = |array: &ArrayRef| -> ArrayRef {
            let places = indices.iter().map(|&index| (!array.is_null(index)).then_some(index));
            match array.data_type() {
                DataType::Int64 => {
                    let array = array.as_primitive::<Int64Type>();
                    Arc::new(places.map(|place| place.map(|i| array.value(i))).collect::<Int64Array>())
                }
                DataType::Float64 => {
                    let array = array.as_primitive::<Float64Type>();
                    Arc::new(places.map(|place| place.map(|i| array.value(i))).collect::<Float64Array>())
                }
                DataType::Boolean => {
                    let array = array.as_boolean();
                    Arc::new(places.map(|place| place.map(|i| array.value(i))).collect::<BooleanArray>())
                }
                _ => {
                    let array = array.as_string::<i32>();
                    Arc::new(places.map(|place| place.map(|i| array.value(i))).collect::<StringArray>())
                }
            }
        };
        Self::of(self.names().into_iter().zip(self.0.columns().iter().map(taken)).collect())
    }

    /// A column as a numpy array: integers and booleans without gaps as such, other numbers as floats with NaN in gaps, text as objects.
    fn numpy<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let array = self.get(name)?;
        let gaps = array.null_count() > 0;
        Ok(match array.data_type() {
            DataType::Int64 if !gaps => PyArray1::from_slice(py, array.as_primitive::<Int64Type>().values()).into_any(),
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>().iter().map(|v| v.map_or(f64::NAN, |v| v as f64));
                PyArray1::from_vec(py, values.collect()).into_any()
            }
            DataType::Float64 => {
                let values = array.as_primitive::<Float64Type>().iter().map(|v| v.unwrap_or(f64::NAN));
                PyArray1::from_vec(py, values.collect()).into_any()
            }
            DataType::Boolean if !gaps => {
                PyArray1::from_vec(py, array.as_boolean().iter().map(Option::unwrap_or_default).collect()).into_any()
            }
            _ => {
                let objects = (0..array.len()).map(|index| Ok(value(py, array, index)?.unbind())).collect::<PyResult<Vec<Py<PyAny>>>>()?;
                PyArray1::from_vec(py, objects).into_any()
            }
        })
    }

    /// An Arrow C stream of one batch (PyCapsule protocol).
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<Py<PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        // A consumer that wants other types casts them itself, as the protocol allows.
        drop(requested_schema);
        let batches = if self.0.num_columns() == 0 { vec![] } else { vec![Ok(self.0.clone())] };
        let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new(batches, self.0.schema())));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let parts = self.names().into_iter().zip(self.kinds()).map(|(name, kind)| Ok((name.clone(), kind, self.column(py, &name)?)));
        let parts = parts.collect::<PyResult<Vec<_>>>()?;
        let make = py.import("oncosweep._core")?.getattr("columns_of_kinds")?;
        Ok((make, PyTuple::new(py, [parts])?))
    }
}

/// A table of `(name, kind, values)`, with the kinds int, float, bool and text: the way back from a pickle.
#[pyfunction]
pub fn columns_of_kinds(columns: Vec<(String, String, Bound<'_, PyList>)>) -> PyResult<Columns> {
    let make = |kind: &str, values: &Bound<'_, PyList>| -> PyResult<ArrayRef> {
        Ok(match kind {
            "int" => Arc::new(values.extract::<Vec<Option<i64>>>()?.into_iter().collect::<Int64Array>()),
            "float" => Arc::new(values.extract::<Vec<Option<f64>>>()?.into_iter().collect::<Float64Array>()),
            "bool" => Arc::new(values.extract::<Vec<Option<bool>>>()?.into_iter().collect::<BooleanArray>()),
            "text" => Arc::new(values.extract::<Vec<Option<String>>>()?.into_iter().collect::<StringArray>()),
            other => return Err(PyValueError::new_err(format!("no kind of column '{other}'"))),
        })
    };
    let made = columns.into_iter().map(|(name, kind, values)| Ok((name, make(&kind, &values)?)));
    Columns::of(made.collect::<PyResult<Vec<_>>>()?)
}

/// A table of `(name, list of values)`; each column has the narrowest kind of boolean, integer, float and text that holds its values, text when
/// there are none.
#[pyfunction]
pub fn columns(columns: Vec<(String, Bound<'_, PyList>)>) -> PyResult<Columns> {
    Columns::of(columns.into_iter().map(|(name, values)| Ok((name, narrowest(&values)?))).collect::<PyResult<Vec<_>>>()?)
}

fn narrowest(values: &Bound<'_, PyList>) -> PyResult<ArrayRef> {
    let (mut bools, mut ints, mut floats, mut texts) = (0usize, 0usize, 0usize, 0usize);
    for value in values {
        // bool is a subclass of int in Python, so it is asked first.
        if value.is_none() {
        } else if value.is_instance_of::<PyBool>() {
            bools += 1;
        } else if value.is_instance_of::<PyInt>() {
            ints += 1;
        } else if value.is_instance_of::<PyFloat>() {
            floats += 1;
        } else {
            texts += 1;
        }
    }
    Ok(if texts == 0 && bools > 0 && ints + floats == 0 {
        Arc::new(values.extract::<Vec<Option<bool>>>()?.into_iter().collect::<BooleanArray>())
    } else if texts + bools == 0 && floats > 0 {
        Arc::new(values.extract::<Vec<Option<f64>>>()?.into_iter().collect::<Float64Array>())
    } else if texts + bools == 0 && ints > 0 {
        Arc::new(values.extract::<Vec<Option<i64>>>()?.into_iter().collect::<Int64Array>())
    } else {
        let text = |value: Bound<'_, PyAny>| -> PyResult<Option<String>> {
            Ok(if value.is_none() {
                None
            } else if let Ok(text) = value.cast::<PyString>() {
                Some(text.extract()?)
            } else {
                Some(value.str()?.extract()?)
            })
        };
        Arc::new(values.iter().map(text).collect::<PyResult<Vec<_>>>()?.into_iter().collect::<StringArray>())
    })
}
