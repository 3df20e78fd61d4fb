namespace AsyncRL.Policies;

/// <summary>What a network's first head means, and so how it becomes an action.</summary>
public enum PolicyKind
{
    /// <summary>Logits of a softmax over discrete actions.</summary>
    Categorical,

    /// <summary>Logits of several softmaxes, one per choice, one after another.</summary>
    MultiCategorical,

    /// <summary>
    /// Means of a Gaussian over continuous actions, in the environment's own units; the second head holds the variances before
    /// softplus.
    /// </summary>
    Gaussian,

    /// <summary>The same in units of the actions' bounds.</summary>
    ScaledGaussian,

    /// <summary>One value Q(s, a) a discrete action.</summary>
    ActionValues,

    /// <summary>
    /// An advantage A(s, a) per discrete action; the second head holds V(s), and Q(s, a) = V(s) + A(s, a) - mean A.
    /// </summary>
    DuelingActionValues,

    /// <summary>An action before tanh, in units of its bounds: nothing is drawn.</summary>
    Deterministic,

    /// <summary>
    /// Means of a Gaussian before tanh, in units of the actions' bounds; the second head holds
    /// the logs of the standard deviations.
    /// </summary>
    SquashedGaussian,
}
