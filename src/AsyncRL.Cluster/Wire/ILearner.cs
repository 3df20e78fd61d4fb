namespace AsyncRL.Cluster.Wire;

/// <summary>All that an actor process asks of the learner. Messages are few and large; everything else is local.</summary>
internal interface ILearner
{
    /// <summary>Introduces a process.</summary>
    /// <param name="version">Its version of AsyncRL.</param>
    /// <param name="secret">The run's secret.</param>
    /// <returns>The run's configuration, or why there is none for it.</returns>
    Task<Greeting> Greet(string version, string secret);

    /// <summary>Joins, for the first time or again.</summary>
    /// <param name="application">Who wants to.</param>
    /// <returns>A lease, or why there is none.</returns>
    Task<Admission> Join(Application application);

    /// <summary>Asks for steps to play; answered within a second, perhaps with none.</summary>
    /// <param name="lease">The process.</param>
    /// <returns>What was granted.</returns>
    Task<Receipt> Claim(long lease);

    /// <summary>
    /// Delivers experience. The answer comes when there is room for it, which holds fast actors back, or after a while, when it
    /// is to be delivered again: no answer is waited for so long that one that was lost would not be missed.
    /// </summary>
    /// <param name="lease">The process.</param>
    /// <param name="content">See <see cref="Delivery"/>; not changed before the answer.</param>
    /// <returns>What was granted for more.</returns>
    Task<Receipt> Deliver(long lease, byte[] content);

    /// <summary>Fetches a piece of the parameters.</summary>
    /// <param name="lease">The process.</param>
    /// <param name="version">Updates that they hold; -1 for the newest.</param>
    /// <param name="piece">Number of the piece, from 0.</param>
    /// <returns>The piece.</returns>
    Task<Piece> Fetch(long lease, long version, int piece);

    /// <summary>
    /// Hands over a piece of a gradient (<see cref="GradientPieces"/>). The answer to the last comes when the gradient was
    /// applied or dropped; a piece that comes twice counts once.
    /// </summary>
    /// <param name="lease">The process.</param>
    /// <param name="content">The piece; not changed before the answer.</param>
    /// <returns>How the process stands.</returns>
    Task<Receipt> Push(long lease, byte[] content);

    /// <summary>Fetches a piece of the target network's parameters.</summary>
    /// <param name="lease">The process.</param>
    /// <param name="version">Which refresh they are of; -1 for the newest.</param>
    /// <param name="piece">Number of the piece, from 0.</param>
    /// <returns>The piece.</returns>
    Task<Piece> FetchTarget(long lease, long version, int piece);

    /// <summary>Says that a process is still there.</summary>
    /// <param name="lease">The process.</param>
    /// <returns>How it stands.</returns>
    Task<Receipt> Beat(long lease);

    /// <summary>Leaves: what was granted and not delivered is free for others.</summary>
    /// <param name="lease">The process.</param>
    Task Leave(long lease);
}
