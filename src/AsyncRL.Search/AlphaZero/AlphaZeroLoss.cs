namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// The loss (z - v)^2 - pi log p + c |theta|^2 of Silver et al. 2017 (equation 1), term by term, with the auxiliary targets of
/// Wu 2019. Each function returns the loss of one position and writes the gradient of the network's outputs.
/// </summary>
internal static class AlphaZeroLoss
{
    /// <summary>The cross-entropy -sum_a pi(a) log p(a) of p = softmax(logits) over the legal moves.</summary>
    /// <param name="logits">The network's outputs [moves].</param>
    /// <param name="target">pi; 0 for moves that are not legal, its sum is 1 [moves].</param>
    /// <param name="legal">Which moves are legal, at least one [moves].</param>
    /// <param name="weight">Factor of the gradient.</param>
    /// <param name="gradient">Receives weight (p - pi), and 0 for moves that are not legal [moves].</param>
    /// <returns>The cross-entropy in nats, without the weight.</returns>
    public static double Policy(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<bool> legal, float weight, Span<float> gradient)
    {
        float greatest = float.NegativeInfinity;
        for (int a = 0; a < logits.Length; a++)
        {
            greatest = legal[a] ? MathF.Max(greatest, logits[a]) : greatest;
        }

        double sum = 0, weighted = 0;
        for (int a = 0; a < logits.Length; a++)
        {
            gradient[a] = legal[a] ? MathF.Exp(logits[a] - greatest) : 0;
            sum += gradient[a];
            weighted += legal[a] ? (double)target[a] * (logits[a] - greatest) : 0;
        }

        float scale = (float)(1 / sum);
        for (int a = 0; a < logits.Length; a++)
        {
            gradient[a] = legal[a] ? weight * ((gradient[a] * scale) - target[a]) : 0;
        }

        return Math.Log(sum) - weighted;
    }

    /// <summary>0.5 (v - z)^2.</summary>
    /// <param name="value">v.</param>
    /// <param name="outcome">z.</param>
    /// <param name="weight">Factor of the gradient.</param>
    /// <param name="gradient">Receives weight (v - z).</param>
    /// <returns>The loss, without the weight.</returns>
    public static double Value(float value, float outcome, float weight, out float gradient)
    {
        float error = value - outcome;
        gradient = weight * error;
        return 0.5 * error * error;
    }

    /// <summary>The mean over the points of the squared error of whose each becomes.</summary>
    /// <param name="owners">The network's outputs, -1 to 1 [points].</param>
    /// <param name="target">1 for the player to move, -1 for the other, 0 for nobody [points].</param>
    /// <param name="weight">Factor of the gradient.</param>
    /// <param name="gradient">Receives weight 2 (o - target) / points [points].</param>
    /// <returns>The loss, without the weight.</returns>
    public static double Ownership(
        ReadOnlySpan<float> owners, ReadOnlySpan<float> target, float weight, Span<float> gradient)
    {
        double sum = 0;
        for (int point = 0; point < owners.Length; point++)
        {
            float error = owners[point] - target[point];
            gradient[point] = weight * 2 * error / owners.Length;
            sum += error * error;
        }

        return sum / owners.Length;
    }
}
