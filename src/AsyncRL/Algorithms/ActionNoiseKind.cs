namespace AsyncRL.Algorithms;

/// <summary>Which noise a deterministic policy explores with.</summary>
public enum ActionNoiseKind
{
    /// <summary>Independent at every step.</summary>
    Gaussian,

    /// <summary>Correlated in time.</summary>
    OrnsteinUhlenbeck,
}
