namespace AsyncRL.Gymnasium.Channel;

/// <summary>How waiting for an answer ended.</summary>
internal enum Outcome
{
    /// <summary>The answer is there.</summary>
    Answered,

    /// <summary>Python was asked to stop, by a signal, and did not end what it was doing by itself.</summary>
    Interrupted,

    /// <summary>There is none, and the time for it is over.</summary>
    TimedOut,

    /// <summary>The process that was to answer has ended.</summary>
    Died,
}
