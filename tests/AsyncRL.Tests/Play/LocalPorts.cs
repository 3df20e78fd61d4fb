using AsyncRL.Environments;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>A player's three ports, which note what they are asked.</summary>
internal sealed class LocalPorts : IParameterSource, IExperienceSink, IStepBudget
{
    private long updates;

    /// <summary>The calls, in their order; null to note none.</summary>
    public List<string>? Calls { get; init; } = [];

    /// <summary>Those of them that claimed steps.</summary>
    public IEnumerable<string> Claims => Calls!.Where(c => c.StartsWith("claim", StringComparison.Ordinal));

    /// <summary>Steps that there are.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Rows after which a stop is requested; null for none.</summary>
    public int? StopAfter { get; set; }

    /// <summary>Rows played.</summary>
    public int Played { get; private set; }

    public bool StopRequested => Played >= StopAfter;

    public long Steps { get; private set; }

    public long Refresh()
    {
        Calls?.Add("refresh");
        return ++updates;
    }

    public void SaveParameters(BinaryWriter writer)
    {
        Calls?.Add("save parameters");
        writer.Write(updates);
    }

    public void LoadParameters(BinaryReader reader)
    {
        Calls?.Add("load parameters");
        updates = reader.ReadInt64();
    }

    public void Begun(Player player, int environment, int slot) => Calls?.Add($"begun {environment} at {slot}");

    public void Stepped(Player player, int row, in StepResult result)
    {
        Played++;
        Calls?.Add($"stepped {row}");
    }

    public int Claim(int wanted)
    {
        int granted = (int)Math.Min(wanted, Limit - Steps);
        Steps += granted;
        Calls?.Add($"claim {wanted}: {granted}");
        return granted;
    }

    public void Return(int unplayed)
    {
        Steps -= unplayed;
        Calls?.Add($"return {unplayed}");
    }
}
