using AsyncRL.Play;
using AsyncRL.ReplayLearning;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Bundles;

/// <summary>A replay memory of one bundle, or of several: in checkpoints, and how it was made.</summary>
internal sealed class BundleReplay
{
    private readonly bool saves;

    private BundleReplay(ReplayLanes lanes, long bytes, bool saves)
    {
        Lanes = lanes;
        Bytes = bytes;
        this.saves = saves;
    }

    /// <summary>The memory, from its first lane on.</summary>
    public ReplayLanes Lanes { get; }

    /// <summary>Bytes of the memory.</summary>
    public long Bytes { get; }

    /// <summary>Whether it was left out of the checkpoint that it was restored from.</summary>
    public bool IsLeftOut { get; private set; }

    // After loading from a checkpoint without a memory there is none to be read either.
    private bool Saves => saves && !IsLeftOut;

    /// <summary>Makes a memory of one bundle.</summary>
    /// <param name="plan">What all bundles have in common.</param>
    /// <param name="environments">The bundle's.</param>
    /// <param name="memories">Memories of this process that are to be as large.</param>
    /// <exception cref="OptionException">It is too large for the machine, or too small to be used.</exception>
    public static BundleReplay Local(RunPlan plan, Environment[] environments, int memories)
    {
        (Replay.ReplayDraws replay, long bytes) =
            ReplayMaking.Create(plan, environments[0], environments.Length, _ => 0, memories);
        return new BundleReplay(new ReplayLanes(replay), bytes, plan.Options.Replay.Save);
    }

    /// <summary>Makes a memory of several bundles.</summary>
    /// <param name="plan">What all bundles have in common.</param>
    /// <param name="sample">One of their environments.</param>
    /// <param name="lanes">Environments of all of them.</param>
    /// <exception cref="OptionException">It is too large for the machine, or too small to be used.</exception>
    public static BundleReplay Global(RunPlan plan, Environment sample, int lanes)
    {
        (Replay.ReplayDraws replay, long bytes) = ReplayMaking.Create(plan, sample, lanes, _ => 0);
        return new BundleReplay(new ReplayLanes(replay, 0, new object()), bytes, plan.Options.Replay.Save);
    }

    /// <summary>What a checkpoint must hold of it.</summary>
    /// <param name="suffix">Behind the names of its parts.</param>
    public IEnumerable<SavedPart> Parts(string suffix) =>
    [
        new SavedPart($"replay{suffix}", Save, Load) { Content = () => Saves ? Lanes.Replay.Memory.Content : [] },
        SavedPart.Whole($"priorities{suffix}", Lanes.Replay.Save, Lanes.Replay.Load) with
        {
            Content = () => Saves ? Lanes.Replay.Content : [],
        },
        SavedPart.Whole($"restored{suffix}", _ => { }, _ => Lanes.Replay.Restored()),
    ];

    private void Save(BinaryWriter writer)
    {
        writer.Write(Saves);
        if (Saves)
        {
            Lanes.Replay.Memory.Save(writer);
        }
    }

    private bool Load(BinaryReader reader)
    {
        IsLeftOut = !reader.ReadBoolean();
        if (IsLeftOut)
        {
            Lanes.Replay.Memory.Clear();
            Lanes.Replay.Clear();
        }
        else
        {
            Lanes.Replay.Memory.Load(reader);
        }

        return true;
    }
}
