namespace AsyncRL.Neural;

/// <summary>How the learning rate changes over training.</summary>
public enum LearningRateSchedule
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>It falls linearly to zero at the horizon.</summary>
    Linear,
}
