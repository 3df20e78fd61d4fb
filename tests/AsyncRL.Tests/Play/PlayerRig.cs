using AsyncRL.Experience;
using AsyncRL.Observations;
using AsyncRL.Play;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tests.Play;

/// <summary>A player of step worlds, or other ones, with a counting policy.</summary>
internal sealed class PlayerRig
{
    public PlayerRig(
        Environment[] worlds,
        int ticks,
        LocalPorts? ports = null,
        IReadOnlyList<Shaping>? shaping = null,
        Func<PlayerParts, PlayerParts>? change = null)
    {
        Ports = ports ?? new LocalPorts();
        ExperienceSchema schema = ExperienceSchema.For(worlds[0], CountingPolicy.Number, Column.Values);
        var encoding = new ObservationEncoding(worlds[0].ObservationSpace, convolves: false);
        var parts = new PlayerParts
        {
            Id = 0,
            Plan = new PlayPlan("Test", encoding, schema, new TrainingOptions()) { CreateShaping = _ => shaping ?? [] },
            Environments = worlds,
            Slots = new ArraySlots((ticks + 1) * worlds.Length, encoding.Length),
            Rollout = new Rollout(schema, ticks, worlds.Length),
            Policy = Policy,
            Parameters = Ports,
            Sink = Ports,
            Steps = Ports,
        };
        Player = new Player(change?.Invoke(parts) ?? parts);
    }

    public CountingPolicy Policy { get; } = new();

    public LocalPorts Ports { get; }

    public Player Player { get; }

    public Rollout Rollout => Player.Rollout;

    /// <summary>Step worlds of the numbers 0, 1, ..., whose episodes are of so many steps.</summary>
    public static Environment[] Worlds(params int[] lengths) =>
        [.. lengths.Select((length, number) => new StepWorld(number, length))];

    /// <summary>Number, episode, step and last action that a slot shows.</summary>
    public float[] Shown(int slot) => Player.Slots.Input(slot).ToArray();

    /// <summary>All that was played of the present segment, as text.</summary>
    public string Segment()
    {
        IEnumerable<string> rows = Enumerable.Range(0, Rollout.Rows).Select(row =>
            $"{string.Join(' ', Shown(row))}: {Rollout.Actions[row]} {Rollout[CountingPolicy.Number][row]} " +
            $"{Rollout.Rewards[row]:G9} {Rollout.Terminated[row]} {Rollout.Truncated[row]} {Player.Slots.BeginsSequence(row)}");
        IEnumerable<string> after = Enumerable.Range(Rollout.Rows, Rollout.Environments).Select(s => string.Join(' ', Shown(s)));
        return $"{Player.Version} {string.Join('\n', rows)}\nthen {string.Join(", ", after)}";
    }
}
