using AsyncRL.Environments;

namespace AsyncRL.Play;

/// <summary>
/// Derives every random stream of a run from its one seed: stream = SeedSequence(seed, actor, purpose, index), so that adding an
/// actor or an environment changes no other stream.
/// </summary>
internal static class Seeds
{
    /// <summary>What a stream is for. The numbers are part of what makes old runs repeatable: never renumber.</summary>
    public enum Purpose
    {
        Initialization = 0,
        Actions = 1,
        Environment = 2,
        Evaluation = 3,
        EvaluationActions = 4,
        Exploration = 5,
        Replay = 6,
        Learning = 7,
    }

    public static Pcg64 Generator(ulong seed, int actor, Purpose purpose, int index = 0) =>
        new(Sequence(seed, actor, purpose, index));

    public static ulong Value(ulong seed, int actor, Purpose purpose, int index = 0) =>
        Generator(seed, actor, purpose, index).NextUInt64();

    private static SeedSequence Sequence(ulong seed, int actor, Purpose purpose, int index) =>
        new(seed, (uint)actor, (uint)purpose, (uint)index);
}
