using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Serialization;
using AsyncRL.Topologies;

namespace AsyncRL.Runs;

/// <summary>
/// A whole run in one safetensors file: the network that acts under <c>policy.*</c>, all else that is learnt under
/// <c>model.*</c>, the optimizer under <c>optimizer.*</c>, and the rest (counters, generators, environments, open segments,
/// report windows) as bytes under <c>state.*</c>.
/// </summary>
internal static class Checkpoint
{
    private const string Format = "asyncrl-checkpoint/5";

    // Differs in the states of environments alone, which say for themselves how they are written.
    private const string EarlierFormat = "asyncrl-checkpoint/4";
    private const string ModelPrefix = "model.";
    private const string TargetPrefix = "target.";
    private const string StatePrefix = "state.";

    public static void Write(string path, PolicyDescription model, Learner learner, Action<BinaryWriter> writeRun)
    {
        Dictionary<string, string> metadata = model.ToMetadata();
        metadata["checkpoint"] = Format;
        CheckpointFit.Note(metadata, learner);
        SharedParameters shared = learner.Shared;
        var tensors = new List<SafetensorsTensor>(
            new TrainedPolicy(model, learner.ActingPart, shared.Normalizer?.Snapshot(), learner.Values).Tensors());
        foreach (ModelPart part in shared.Model.Parts.Skip(1))
        {
            tensors.AddRange(ModelTensors.Of($"{ModelPrefix}{part.Name}.", shared.Theta.Part(part.Layout, part.First)));
        }

        foreach ((string prefix, OptimizerState state) in learner.Topology.OptimizerStates)
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
            foreach (OptimizerState part in learner.Topology.OptimizerStates.SelectMany(s => s.State.Parts))
            {
                writer.Write(part.Step);
            }

            shared.Normalizer?.Save(writer);

            writeRun(writer);
        }));
        foreach (SavedPart part in learner.Topology.Parts)
        {
            tensors.Add(Bytes($"{StatePrefix}{part.Name}", part.Save));
            tensors.AddRange(part.Content().Select((piece, i) => SafetensorsTensor.OfBytes(NameOf(part, i), piece)));
        }

        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>Restores what <see cref="Write"/> wrote. If it fails, the learner is of no use any more.</summary>
    /// <returns>The names of the parts that start new episodes because their environments cannot be saved.</returns>
    public static IReadOnlyList<string> Read(string path, Learner learner, Action<BinaryReader> readRun)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        if (!file.Metadata.TryGetValue("checkpoint", out string? format) || format is not (Format or EarlierFormat))
        {
            throw new CheckpointFormatException(
                $"'{path}' is not a checkpoint to resume from " +
                $"({(format is null ? "it holds a model only" : $"its format is '{format}'")}); name a run folder.");
        }

        CheckpointFit.RequireSame(file, path, learner);
        SharedParameters shared = learner.Shared;
        var restarted = new List<string>();
        try
        {
            ModelTensors.Read(file, PolicyDescription.TensorPrefix, learner.ActingPart);
            foreach (ModelPart part in shared.Model.Parts.Skip(1))
            {
                ModelTensors.Read(file, $"{ModelPrefix}{part.Name}.", shared.Theta.Part(part.Layout, part.First));
            }

            foreach ((string prefix, OptimizerState state) in learner.Topology.OptimizerStates)
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
            foreach (OptimizerState part in learner.Topology.OptimizerStates.SelectMany(s => s.State.Parts))
            {
                part.Step = run.ReadInt64();
            }

            shared.Normalizer?.Load(run);

            readRun(run);
            foreach (SavedPart part in learner.Topology.Parts)
            {
                if (part.MayBeMissing && !file.Names.Contains($"{StatePrefix}{part.Name}"))
                {
                    continue;
                }

                using BinaryReader reader = Reader(file, $"{StatePrefix}{part.Name}");
                if (!part.Load(reader))
                {
                    restarted.Add(part.Name);
                }
                else if (part.Name.Contains("actor.", StringComparison.Ordinal)
                    && reader.BaseStream.Position < reader.BaseStream.Length)
                {
                    // Other parts may hold more than this run needs, such as the generators of more learner threads.
                    throw new InvalidDataException($"the state of '{part.Name}' is longer than expected");
                }

                int piece = 0;
                foreach (Memory<byte> content in part.Content())
                {
                    file.ReadInto(NameOf(part, piece++), content.Span);
                }
            }
        }
        catch (Exception e) when (e is not IOException || e is EndOfStreamException)
        {
            // Whatever a state of another run's makes of this one's arrays.
            throw CheckpointFit.Explain(file, path, learner, e);
        }

        return restarted;
    }

    /// <summary>The number of steps a checkpoint was written at.</summary>
    public static long StepsOf(string path) =>
        long.Parse(SafetensorsFile.Read(path).Metadata["steps"], CultureInfo.InvariantCulture);

    private static string NameOf(SavedPart part, int piece) => $"{StatePrefix}{part.Name}.{piece}";

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
