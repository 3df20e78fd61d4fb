using System.Runtime.InteropServices;

namespace AsyncRL.Benchmarks.Peers;

/// <summary>
/// The matrix product of oneDNN where the machine has it (Debian: libdnnl2), one thread. Its convolutions are not used.
/// </summary>
internal sealed unsafe class OneDnn : IMatrixLibrary
{
    private const byte NoTranspose = (byte)'N', Transpose = (byte)'T';

    private static readonly string[] Names = ["libdnnl.so.3", "libdnnl.so.2", "libdnnl.so", "libdnnl.dylib", "dnnl.dll"];
    private static readonly string[] OpenMp = ["libgomp.so.1", "libomp.so.5", "libomp.so"];

    private readonly delegate* unmanaged<
        byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int> sgemm;

    private OneDnn(nint library)
    {
        // Its threads are OpenMP's, and how many of them the calling thread may start is a setting of that thread.
        if (PeerLibraries.Load(OpenMp) is { } openMp)
        {
            ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(openMp, "omp_set_num_threads"))(1);
        }

        sgemm = (delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)
            NativeLibrary.GetExport(library, "dnnl_sgemm");
    }

    /// <summary>The library, for use on the calling thread; null where it is not installed.</summary>
    public static OneDnn? Find() => PeerLibraries.Load(Names) is { } library ? new OneDnn(library) : null;

    public void Multiply(in MatrixProduct p, float* a, float* b, float* c)
    {
        int status = sgemm(
            p.TransposeA ? Transpose : NoTranspose, p.TransposeB ? Transpose : NoTranspose,
            p.M, p.N, p.K, 1f, a, p.AStride, b, p.BStride, p.Accumulate ? 1f : 0f, c, p.CStride);
        if (status != 0)
        {
            throw new InvalidOperationException($"dnnl_sgemm answered status {status} for {p}; expected 0, success.");
        }
    }
}
