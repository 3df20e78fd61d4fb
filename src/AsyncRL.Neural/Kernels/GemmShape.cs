namespace AsyncRL.Neural;

/// <summary>
/// The one matrix product that dense layers and convolutions are made of:
/// <c>C[m, n] = start + sum over (ko, ki) of A(m, ko, ki) B[ko * KInner + ki, n]</c>.
/// </summary>
/// <remarks>
/// A is reached by strides, so that the windows of a convolution need not be copied together: <c>ki</c> runs along the
/// contiguous part of a window, <c>ko</c> over its rows. B and C are rows of <see cref="N"/> floats, a multiple of 16
/// (padded). All strides are in floats.
/// </remarks>
/// <param name="M">Rows of C.</param>
/// <param name="N">Columns of C; a multiple of 16.</param>
/// <param name="KOuter">Outer length of the sum.</param>
/// <param name="KInner">Inner length of the sum.</param>
/// <param name="AM">Step in A from one m to the next.</param>
/// <param name="AOuter">Step in A from one ko to the next.</param>
/// <param name="AInner">Step in A from one ki to the next.</param>
/// <param name="BStride">Step in B from one row to the next.</param>
/// <param name="CStride">Step in C from one row to the next.</param>
internal readonly record struct GemmShape(
    int M, int N, int KOuter, int KInner, nint AM, nint AOuter, nint AInner, nint BStride, nint CStride);
