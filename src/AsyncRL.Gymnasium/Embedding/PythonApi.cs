using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace AsyncRL.Gymnasium.Embedding;

/// <summary>
/// The few functions of Python's stable C interface that are needed here, which every CPython from 3.8 on exports under the same
/// names: so one build serves all of them.
/// </summary>
[SuppressMessage("Globalization", "CA2101", Justification = "dlopen takes the bytes of a path.")]
internal sealed unsafe partial class PythonApi
{
    private const int Now = 2;
    private static readonly int Global = OperatingSystem.IsMacOS() ? 8 : 0x100;

    private PythonApi(nint library)
    {
        nint At(string name) => NativeLibrary.GetExport(library, name);
        IsInitialized = (delegate* unmanaged<int>)At("Py_IsInitialized");
        SetHome = (delegate* unmanaged<void*, void>)At("Py_SetPythonHome");
        Initialize = (delegate* unmanaged<int, void>)At("Py_InitializeEx");
        EnsureState = (delegate* unmanaged<int>)At("PyGILState_Ensure");
        SaveThread = (delegate* unmanaged<nint>)At("PyEval_SaveThread");
        RestoreThread = (delegate* unmanaged<nint, void>)At("PyEval_RestoreThread");
        AddModule = (delegate* unmanaged<byte*, nint>)At("PyImport_AddModule");
        GetAttribute = (delegate* unmanaged<nint, byte*, nint>)At("PyObject_GetAttrString");
        CompileString = (delegate* unmanaged<byte*, byte*, int, nint>)At("Py_CompileString");
        EvalCode = (delegate* unmanaged<nint, nint, nint, nint>)At("PyEval_EvalCode");
        ModuleDictionary = (delegate* unmanaged<nint, nint>)At("PyModule_GetDict");
        SetItem = (delegate* unmanaged<nint, byte*, nint, int>)At("PyDict_SetItemString");
        Builtins = (delegate* unmanaged<nint>)At("PyEval_GetBuiltins");
        Call = (delegate* unmanaged<nint, nint, nint>)At("PyObject_CallObject");
        NewTuple = (delegate* unmanaged<nint, nint>)At("PyTuple_New");
        SetTupleItem = (delegate* unmanaged<nint, nint, nint, int>)At("PyTuple_SetItem");
        NewBytes = (delegate* unmanaged<byte*, nint, nint>)At("PyBytes_FromStringAndSize");
        NewInteger = (delegate* unmanaged<long, nint>)At("PyLong_FromLongLong");
        BytesOf = (delegate* unmanaged<nint, byte**, nint*, int>)At("PyBytes_AsStringAndSize");
        Decrement = (delegate* unmanaged<nint, void>)At("Py_DecRef");
        PrintError = (delegate* unmanaged<void>)At("PyErr_Print");
        ThreadNumber = (delegate* unmanaged<nuint>)At("PyThread_get_thread_ident");
        RaiseIn = (delegate* unmanaged<nuint, nint, int>)At("PyThreadState_SetAsyncExc");
        Interruption = *(nint*)At("PyExc_KeyboardInterrupt");
        InterruptionAt = At("PyExc_KeyboardInterrupt");
    }

    public delegate* unmanaged<int> IsInitialized { get; }

    public delegate* unmanaged<void*, void> SetHome { get; }

    public delegate* unmanaged<int, void> Initialize { get; }

    public delegate* unmanaged<int> EnsureState { get; }

    public delegate* unmanaged<nint> SaveThread { get; }

    public delegate* unmanaged<nint, void> RestoreThread { get; }

    public delegate* unmanaged<byte*, nint> AddModule { get; }

    public delegate* unmanaged<nint, byte*, nint> GetAttribute { get; }

    public delegate* unmanaged<byte*, byte*, int, nint> CompileString { get; }

    public delegate* unmanaged<nint, nint, nint, nint> EvalCode { get; }

    public delegate* unmanaged<nint, nint> ModuleDictionary { get; }

    public delegate* unmanaged<nint, byte*, nint, int> SetItem { get; }

    public delegate* unmanaged<nint> Builtins { get; }

    public delegate* unmanaged<nint, nint, nint> Call { get; }

    public delegate* unmanaged<nint, nint> NewTuple { get; }

    public delegate* unmanaged<nint, nint, nint, int> SetTupleItem { get; }

    public delegate* unmanaged<byte*, nint, nint> NewBytes { get; }

    public delegate* unmanaged<long, nint> NewInteger { get; }

    public delegate* unmanaged<nint, byte**, nint*, int> BytesOf { get; }

    public delegate* unmanaged<nint, void> Decrement { get; }

    public delegate* unmanaged<void> PrintError { get; }

    public delegate* unmanaged<nuint> ThreadNumber { get; }

    public delegate* unmanaged<nuint, nint, int> RaiseIn { get; }

    /// <summary>Python's KeyboardInterrupt, once it runs.</summary>
    public nint Interruption { get; private set; }

    private nint InterruptionAt { get; }

    /// <summary>Loads a library; null where it cannot be.</summary>
    public static PythonApi? TryLoad(string path)
    {
        nint library;
        try
        {
            // Extension modules, as numpy's, look for its functions among those that all may use.
            library = OperatingSystem.IsWindows() ? NativeLibrary.Load(path) : OpenLibrary(path, Now | Global);
            return library == 0 ? null : new PythonApi(library);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>Reads what is there only once Python runs.</summary>
    public void Started() => Interruption = *(nint*)InterruptionAt;

    /// <summary>A text as C has it.</summary>
    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenLibrary(string path, int flags);
}
