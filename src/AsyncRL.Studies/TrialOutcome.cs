namespace AsyncRL.Studies;

/// <summary>How a trial ended.</summary>
public enum TrialOutcome
{
    /// <summary>It was trained to its last step.</summary>
    Completed,

    /// <summary>Its gradients became numbers that are not finite.</summary>
    Diverged,

    /// <summary>Something else failed, such as the environment; the note says what.</summary>
    Failed,
}
