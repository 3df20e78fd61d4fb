namespace AsyncRL.Cluster.Actors;

/// <summary>
/// What players ask of the learner within a session. All of it throws a <see cref="SessionOverException"/> once that is over.
/// </summary>
internal interface ISession
{
    /// <summary>Delivers for a player.</summary>
    /// <param name="content">The delivery.</param>
    /// <returns>Steps that are granted for more.</returns>
    Task<int> Deliver(byte[] content);

    /// <summary>Asks for steps.</summary>
    /// <returns>Steps that are granted; 0 where there are none now.</returns>
    Task<int> Claim();

    /// <summary>Hands over a piece of a gradient.</summary>
    /// <param name="content">The piece.</param>
    Task Push(byte[] content);

    /// <summary>Fetches the newest parameters, and the target network's where they are newer.</summary>
    Task Pull();
}
