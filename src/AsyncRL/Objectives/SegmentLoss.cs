namespace AsyncRL.Objectives;

/// <summary>Sums over the rows of one segment, kept for the reports; nothing of it feeds back into learning.</summary>
/// <param name="Rows">Decisions summed over.</param>
/// <param name="Policy">Sum of -log pi(a|s) A; zero for value methods.</param>
/// <param name="Value">Sum of the squared errors, times the value coefficient.</param>
/// <param name="Entropy">Sum of the policy's entropies in nats; zero for value methods.</param>
/// <param name="Prediction">Sum of the predicted values: V(s), or Q(s, a) of the action taken.</param>
/// <param name="Divergence">Sum of the estimates of KL(pi_old, pi); zero unless learning goes over the same rows several times.</param>
/// <param name="Clipped">Rows whose probability ratio lay outside the clipping range; zero without one.</param>
public readonly record struct SegmentLoss(
    int Rows, double Policy, double Value, double Entropy, double Prediction, double Divergence = 0, int Clipped = 0)
{
    /// <summary>Sums over the rows of two segments.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <returns>The sums.</returns>
    public static SegmentLoss operator +(in SegmentLoss a, in SegmentLoss b) => new(
        a.Rows + b.Rows, a.Policy + b.Policy, a.Value + b.Value, a.Entropy + b.Entropy, a.Prediction + b.Prediction, a.Divergence + b.Divergence,
        a.Clipped + b.Clipped);
}
