using System.Globalization;
using AsyncRL.Neural;
using AsyncRL.Policies;
using AsyncRL.Serialization;
using AsyncRL.Topologies;

namespace AsyncRL.Training;

/// <summary>
/// A whole run in one safetensors file: the model under <c>policy.*</c>, the optimizer under <c>optimizer.*</c>, and the rest (counters, generators,
/// environments, open segments, report windows) as bytes under <c>state.*</c>.
/// </summary>
internal static class Checkpoint
{
    private const string Format = "asyncrl-checkpoint/2";
    private const string TargetPrefix = "target.";

    public static void Write(string path, ModelDescription model, Learner learner, Action<BinaryWriter> writeRun)
    {
        Dictionary<string, string> metadata = model.ToMetadata();
        metadata["checkpoint"] = Format;
        SharedParameters shared = learner.Shared;
        var tensors = new List<SafetensorsTensor>(new TrainedPolicy(model, shared.Theta, shared.Normalizer?.Snapshot()).Tensors());
        foreach ((string prefix, OptimizerState state) in OptimizerStates(learner))
        {
            foreach ((string name, ParameterVector values) in state.Vectors)
            {
                tensors.AddRange(ModelTensors.Of($"{prefix}.{name}.", values));
            }
        }

        if (shared.Target is { } target)
        {
            tensors.AddRange(ModelTensors.Of(TargetPrefix, target.Published));
        }

        tensors.Add(Bytes("state.run", writer =>
        {
            writer.Write(shared.Target?.NextRefresh ?? 0);
            writer.Write(shared.Steps);
            writer.Write(shared.Updates);
            writer.Write(shared.NonfiniteGradients);
            writer.Write(learner.Turn);
            foreach ((_, OptimizerState state) in OptimizerStates(learner))
            {
                writer.Write(state.Step);
            }

            shared.Normalizer?.Save(writer);

            writeRun(writer);
        }));
        for (int i = 0; i < learner.Actors.Count; i++)
        {
            tensors.Add(Bytes($"state.actor.{i}", learner.Actors[i].Save));
        }

        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>Restores what <see cref="Write"/> wrote.</summary>
    /// <returns>The actors that start new episodes because their environments cannot be saved.</returns>
    public static IReadOnlyList<int> Read(string path, Learner learner, Action<BinaryReader> readRun)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue("checkpoint", out string? format) || format != Format)
        {
            throw new CheckpointFormatException(
                $"'{path}' is no checkpoint to resume from ({(format is null ? "it holds a model only" : $"its format is '{format}'")}); name a run folder.");
        }

        SharedParameters shared = learner.Shared;
        var restarted = new List<int>();
        try
        {
            ModelTensors.Read(file, ModelDescription.TensorPrefix, shared.Theta);
            foreach ((string prefix, OptimizerState state) in OptimizerStates(learner))
            {
                foreach ((string name, ParameterVector values) in state.Vectors)
                {
                    ModelTensors.Read(file, $"{prefix}.{name}.", values);
                }
            }

            if (shared.Target is { } target)
            {
                ModelTensors.Read(file, TargetPrefix, target.Published);
            }

            using BinaryReader run = Reader(file, "state.run");
            long nextRefresh = run.ReadInt64();
            if (shared.Target is not null)
            {
                shared.Target.NextRefresh = nextRefresh;
            }

            shared.Steps = run.ReadInt64();
            shared.Updates = run.ReadInt64();
            shared.NonfiniteGradients = run.ReadInt64();
            learner.Turn = run.ReadInt32();
            foreach ((_, OptimizerState state) in OptimizerStates(learner))
            {
                state.Step = run.ReadInt64();
            }

            shared.Normalizer?.Load(run);

            readRun(run);
            for (int i = 0; i < learner.Actors.Count; i++)
            {
                using BinaryReader reader = Reader(file, $"state.actor.{i}");
                if (!learner.Actors[i].Load(reader))
                {
                    restarted.Add(i);
                }
            }
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new CheckpointFormatException($"'{path}' does not fit this run: its saved state is shorter or other than expected ({e.Message}).");
        }

        return restarted;
    }

    /// <summary>The number of steps a checkpoint was written at.</summary>
    public static long StepsOf(string path) =>
        long.Parse(SafetensorsFile.Read(path).Metadata["steps"], CultureInfo.InvariantCulture);

    // The shared statistics, or those of each actor, in a fixed order.
    private static IEnumerable<(string Prefix, OptimizerState State)> OptimizerStates(Learner learner)
    {
        if (learner.Shared.Statistics is { } sharedState)
        {
            yield return ("optimizer", sharedState);
            yield break;
        }

        for (int i = 0; i < learner.Actors.Count; i++)
        {
            yield return ($"optimizer.{i}", learner.Actors[i].OwnStatistics!);
        }
    }

    private static SafetensorsTensor Bytes(string name, Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return SafetensorsTensor.OfBytes(name, stream.ToArray());
    }

    private static BinaryReader Reader(SafetensorsFile file, string name) => new(new MemoryStream(file.ReadRaw(name).ToArray()));
}
