namespace AsyncRL.Benchmarks.Peers;

/// <summary>
/// C (+)= op(A) op(B) in row-major order: op(A) is M x K, op(B) K x N, and a stride is the floats
/// from one row in memory to the next.
/// </summary>
internal readonly record struct MatrixProduct(
    int M, int N, int K, int AStride, int BStride, int CStride, bool TransposeA = false, bool TransposeB = false,
    bool Accumulate = false);
