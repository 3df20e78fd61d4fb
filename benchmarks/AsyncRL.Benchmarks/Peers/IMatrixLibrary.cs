namespace AsyncRL.Benchmarks.Peers;

/// <summary>A library that multiplies matrices, on the calling thread alone.</summary>
internal unsafe interface IMatrixLibrary
{
    void Multiply(in MatrixProduct product, float* a, float* b, float* c);
}
