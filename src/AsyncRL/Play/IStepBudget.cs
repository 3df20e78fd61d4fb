namespace AsyncRL.Play;

/// <summary>A player's third port: what grants steps.</summary>
public interface IStepBudget
{
    /// <summary>Whether play is to stop after the step it is in.</summary>
    bool StopRequested { get; }

    /// <summary>How far the run is, for schedules, when a segment begins.</summary>
    long Steps { get; }

    /// <summary>Claims steps of the run.</summary>
    /// <param name="wanted">How many; at least 1.</param>
    /// <returns>How many were granted: fewer near the run's limit, 0 at it.</returns>
    int Claim(int wanted);

    /// <summary>Gives back steps that were claimed and not played.</summary>
    /// <param name="unplayed">How many.</param>
    void Return(int unplayed);
}
