namespace AsyncRL.Native;

/// <summary>What a call that failed returns in place of a result; the text that says why is kept for the thread.</summary>
internal enum Outcome
{
    /// <summary>The call was none that could succeed, as an action that is none of the space.</summary>
    Refused = -1,

    /// <summary>No environment has this id.</summary>
    UnknownEnvironment = -2,

    /// <summary>The environment needs something that is not here, as a ROM.</summary>
    Unavailable = -3,

    /// <summary>An environment must be reset first.</summary>
    ResetNeeded = -4,

    /// <summary>Anything else, as what an environment's code throws.</summary>
    Failed = -5,
}
