namespace AsyncRL.Benchmarking;

/// <summary>What <see cref="TrainingSignature"/> found.</summary>
/// <param name="Simd">The kernels that trained: "Scalar", "Vector128", "Vector256" or "Vector512".</param>
/// <param name="Hash">The first 16 hexadecimal digits of the SHA-256 of the trained parameters.</param>
/// <param name="StepsPerSecond">Steps a second: the median of the repetitions, the first of which are slower than the
/// rest.</param>
/// <param name="Repetitions">How often the training was done.</param>
public sealed record TrainingSignatureResult(string Simd, string Hash, double StepsPerSecond, int Repetitions);
