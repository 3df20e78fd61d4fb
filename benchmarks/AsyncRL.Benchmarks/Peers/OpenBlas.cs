using System.Runtime.InteropServices;

namespace AsyncRL.Benchmarks.Peers;

/// <summary>OpenBLAS where the machine has it (Debian: libopenblas0-pthread), one thread.</summary>
internal sealed unsafe class OpenBlas : IMatrixLibrary
{
    private const int RowMajor = 101, NoTranspose = 111, Transpose = 112;

    private static readonly string[] Names = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll"];

    private readonly delegate* unmanaged<
        int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> sgemm;
    private readonly delegate* unmanaged<int, float, float*, int, float*, int, void> saxpy;
    private readonly delegate* unmanaged<int, float*, int, float*, int, float> sdot;

    private OpenBlas(nint library)
    {
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(1);
        sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)
            NativeLibrary.GetExport(library, "cblas_sgemm");
        saxpy = (delegate* unmanaged<int, float, float*, int, float*, int, void>)NativeLibrary.GetExport(library, "cblas_saxpy");
        sdot = (delegate* unmanaged<int, float*, int, float*, int, float>)NativeLibrary.GetExport(library, "cblas_sdot");
    }

    /// <summary>The library; null where it is not installed.</summary>
    public static OpenBlas? Find() => PeerLibraries.Load(Names) is { } library ? new OpenBlas(library) : null;

    public void Multiply(in MatrixProduct p, float* a, float* b, float* c) => sgemm(
        RowMajor, p.TransposeA ? Transpose : NoTranspose, p.TransposeB ? Transpose : NoTranspose,
        p.M, p.N, p.K, 1f, a, p.AStride, b, p.BStride, p.Accumulate ? 1f : 0f, c, p.CStride);

    /// <summary>y += x.</summary>
    public void Add(int n, float* x, float* y) => saxpy(n, 1f, x, 1, y, 1);

    /// <summary>The sum of squares.</summary>
    public float SumOfSquares(int n, float* x) => sdot(n, x, 1, x, 1);
}
