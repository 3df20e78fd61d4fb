using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Topologies;

/// <summary>
/// What plays, what learns and when parameters move. The coordinator's thread calls it; reports, evaluations and checkpoints
/// happen between its calls. It knows nothing of losses.
/// </summary>
/// <param name="shared">The parameters that are learnt, and the counters.</param>
public abstract class Topology(SharedParameters shared)
{
    /// <summary>The parameters that are learnt, and the counters.</summary>
    public SharedParameters Shared { get; } = shared;

    /// <summary>Whether all play has stopped, at the step limit or because it was asked to.</summary>
    public abstract bool AllHalted { get; }

    /// <summary>The episodes of the players.</summary>
    public abstract IEnumerable<PlayedEpisodes> Episodes { get; }

    /// <summary>The updates of the learners.</summary>
    public abstract IEnumerable<UpdateStatistics> Updates { get; }

    /// <summary>Theta between two updates, where each is applied whole; null where threads write as they please.</summary>
    internal virtual PublishedParameters? Published => null;

    /// <summary>A number of things in words: "1 actor", "2 actors".</summary>
    internal static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? string.Empty : "s")}";

    /// <summary>The players, in a few words: "2 actors x 8 environments".</summary>
    public abstract string Description { get; }

    /// <summary>Threads that play or learn.</summary>
    public abstract int Threads { get; }

    /// <summary>
    /// What this run goes on without after it was restored from a checkpoint, as sentences; empty when nothing was left out.
    /// </summary>
    public virtual IEnumerable<string> LeftOut => [];

    /// <summary>Mean chance of a random action now; 0 for policies that explore by themselves.</summary>
    public virtual double ExplorationRate => 0;

    /// <summary>
    /// Everything a checkpoint must hold besides theta, the optimizer's statistics, the counters and what
    /// <see cref="SharedParameters"/> holds else: generators, environments, open segments, memories.
    /// </summary>
    public abstract IEnumerable<SavedPart> Parts { get; }

    /// <summary>
    /// The optimizer's statistics by the names they have in a checkpoint: one set, unless every actor has its own.
    /// </summary>
    public virtual IEnumerable<(string Name, OptimizerState State)> OptimizerStates =>
        Shared.Statistics is { } state ? [("optimizer", state)] : [];

    /// <summary>Plays and learns until the coordinator is wanted or all play has stopped.</summary>
    /// <param name="wanted">Whether the coordinator has something to do; asked often.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed; all play has stopped.</exception>
    /// <exception cref="DivergedException">The run diverged; all play has stopped.</exception>
    public abstract void RunUntil(Func<bool> wanted);

    /// <summary>Runs an action while nothing plays or learns.</summary>
    /// <param name="action">What needs everything still: a checkpoint.</param>
    public abstract void WhileQuiet(Action action);

    /// <summary>Learns from what was played and not learnt from yet: called once at the end of a complete run.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>Adds what only this topology has to report, since it was last asked.</summary>
    /// <param name="values">Receives tags and values.</param>
    public virtual void Report(ICollection<(string Tag, double Value)> values)
    {
    }

    /// <summary>Ends the programs and threads that players keep, once nothing is played any more. To be called any number of
    /// times.</summary>
    public virtual void Release()
    {
    }

    /// <summary>Moves out what went wrong without ending the run, since it was last asked, as sentences.</summary>
    public virtual IReadOnlyList<string> TakeWarnings() => [];
}
