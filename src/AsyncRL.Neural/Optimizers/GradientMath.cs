namespace AsyncRL.Neural;

/// <summary>Clipping by the global norm, and sums of slices.</summary>
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

    /// <summary>
    /// Adds to a slice of shared parameters what own ones have changed since the two last agreed, and takes the sum over:
    /// shared += own - agreed; own = agreed = shared.
    /// </summary>
    /// <param name="shared">The shared parameters.</param>
    /// <param name="own">The own parameters.</param>
    /// <param name="agreed">What they were after the last exchange.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <exception cref="ArgumentException">The vectors are of different networks, or the slice is none of them.</exception>
    public static unsafe void ExchangeSlice(
        ParameterVector shared, ParameterVector own, ParameterVector agreed, int first, int length)
    {
        own.Require(shared.Layout, nameof(own));
        agreed.Require(shared.Layout, nameof(agreed));
        shared.RequireSlice(first, length);
        KernelSet.Best.Exchange(shared.Pointer + first, own.Pointer + first, agreed.Pointer + first, length);
        GC.KeepAlive(shared);
        GC.KeepAlive(own);
        GC.KeepAlive(agreed);
    }

    /// <summary>
    /// Brings a slice of shared statistics nearer to own ones, and takes the result over:
    /// shared += weight (own - shared); own = shared.
    /// </summary>
    /// <param name="shared">The shared statistics.</param>
    /// <param name="own">The own statistics.</param>
    /// <param name="weight">The own ones' share in the result, 0 to 1.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <exception cref="ArgumentException">The vectors are of different networks, or the slice is none of them.</exception>
    public static unsafe void ApproachSlice(ParameterVector shared, ParameterVector own, float weight, int first, int length)
    {
        own.Require(shared.Layout, nameof(own));
        shared.RequireSlice(first, length);
        KernelSet.Best.Approach(shared.Pointer + first, own.Pointer + first, length, weight);
        GC.KeepAlive(shared);
        GC.KeepAlive(own);
    }

    /// <summary>Brings a slice of a running average nearer to parameters: target += tau (theta - target).</summary>
    /// <param name="target">The average, such as a target's parameters.</param>
    /// <param name="theta">The parameters.</param>
    /// <param name="tau">Their share in the result, above 0 to 1; 1 copies them.</param>
    /// <param name="first">First element; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <param name="length">Elements; a multiple of <see cref="ParameterVector.SliceUnit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Tau is outside.</exception>
    /// <exception cref="ArgumentException">The vectors are of different networks, or the slice is none of them.</exception>
    public static unsafe void Average(ParameterVector target, ParameterVector theta, float tau, int first, int length)
    {
        if (tau is not (> 0f and <= 1f))
        {
            throw new ArgumentOutOfRangeException(
                nameof(tau), tau,
                FormattableString.Invariant($"The share tau of an average is {tau}, but it must be above 0 and at most 1."));
        }

        theta.Require(target.Layout, nameof(theta));
        target.RequireSlice(first, length);
        if (tau == 1f)
        {
            // The sum would round.
            theta.Span.Slice(first, length).CopyTo(target.Span[first..]);
            return;
        }

        KernelSet.Best.Average(target.Pointer + first, theta.Pointer + first, length, tau);
        GC.KeepAlive(target);
        GC.KeepAlive(theta);
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
