using AsyncRL.Cluster.Hub;

namespace AsyncRL.Cluster.Wire;

/// <summary>
/// What a bundle delivers besides its gradients: how many steps it has played, the gradients that it did not send, and, behind
/// that, the episodes that ended. Little-endian, as checkpoints are.
/// </summary>
internal static class BundleReport
{
    private const int LeastSteps = 64;

    /// <summary>Steps that a bundle is granted at a time, and plays from one report to the next.</summary>
    /// <param name="options">Of the run.</param>
    public static int Portion(TrainingOptions options) => Math.Max(LeastSteps, options.Topology.EnvsPerActor);

    /// <summary>Writes a report.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="report">The report.</param>
    public static void Write(BinaryWriter writer, Delivered report)
    {
        writer.Write(report.Actor);
        writer.Write(report.Sequence);
        writer.Write(report.Steps);
        writer.Write(report.Version);
        writer.Write(report.Outliers);
        writer.Write(report.Nonfinite);
    }

    /// <summary>Reads a report.</summary>
    /// <param name="reader">Reads what <see cref="Write"/> wrote.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public static Delivered Read(BinaryReader reader)
    {
        var report = new Delivered(reader.ReadInt32(), reader.ReadInt64())
        {
            Steps = reader.ReadInt32(),
            Version = reader.ReadInt64(),
            Outliers = reader.ReadInt32(),
            Nonfinite = reader.ReadInt32(),
        };
        return report is { Steps: >= 0, Outliers: >= 0, Nonfinite: >= 0 } ? report : throw new InvalidDataException(
            "a number of steps or gradients that is negative");
    }
}
