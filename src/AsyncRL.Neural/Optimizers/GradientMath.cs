namespace AsyncRL.Neural;

/// <summary>Clipping by the global norm.</summary>
public static class GradientMath
{
    /// <summary>The factor that brings a gradient down to a greatest norm.</summary>
    /// <param name="norm">The gradient's norm.</param>
    /// <param name="maxNorm">The greatest norm; 0 or less switches clipping off.</param>
    /// <returns>1 when nothing is to be clipped, else maxNorm / norm.</returns>
    public static float ClipScale(float norm, float maxNorm) => maxNorm <= 0f || norm <= maxNorm ? 1f : maxNorm / norm;

    /// <summary>Adds a slice of one vector to the same slice of another.</summary>
    /// <param name="into">What is added to.</param>
    /// <param name="other">What is added.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <exception cref="ArgumentException">The vectors are of different networks, or the slice is none of them.</exception>
    public static unsafe void AddSlice(ParameterVector into, ParameterVector other, int first, int length)
    {
        other.Require(into.Layout, nameof(other));
        into.RequireSlice(first, length);
        KernelSet.Best.AddTo(into.Pointer + first, other.Pointer + first, length);
        GC.KeepAlive(into);
        GC.KeepAlive(other);
    }

    /// <summary>The sum of the squares of a slice; not finite if any element is not.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ArgumentException">The slice is none of the vector.</exception>
    public static unsafe float SumOfSquares(ParameterVector vector, int first, int length)
    {
        vector.RequireSlice(first, length);
        float sum = length == 0 ? 0f : KernelSet.Best.SumOfSquares(vector.Pointer + first, length);
        GC.KeepAlive(vector);
        return sum;
    }
}
