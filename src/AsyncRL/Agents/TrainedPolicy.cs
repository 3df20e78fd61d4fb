using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Serialization;

namespace AsyncRL.Agents;

/// <summary>
/// A policy to act with: a network's parameters and what they mean. Immutable and safe to share; each thread acts through its
/// own <see cref="PolicyActor"/>.
/// </summary>
public sealed class TrainedPolicy
{
    private const string MeanTensor = "normalization.mean";
    private const string DeviationTensor = "normalization.deviation";
    private const string ValueMeanTensor = "value.mean";
    private const string ValueDeviationTensor = "value.deviation";

    internal TrainedPolicy(
        PolicyDescription description, ParameterVector parameters, ObservationScaling? scaling, ValueScaling? values = null)
    {
        Scaling = scaling;
        Values = values;
        Description = description;
        Parameters = parameters;
    }

    /// <summary>What the model is.</summary>
    public PolicyDescription Description { get; }

    /// <summary>The network's parameters; not to be written to.</summary>
    internal ParameterVector Parameters { get; }

    /// <summary>
    /// How observations are scaled before the network reads them, as frozen when the model was saved; null where they are not.
    /// </summary>
    internal ObservationScaling? Scaling { get; }

    /// <summary>What its values mean in the units of the rewards; null where they are in those.</summary>
    internal ValueScaling? Values { get; }

    /// <summary>Reads a model file: any checkpoint, best or final model of a run, or what <see cref="Save"/> wrote.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged or no AsyncRL model.</exception>
    public static TrainedPolicy Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        PolicyDescription description = PolicyDescription.FromMetadata(file.Metadata, path);
        var parameters = new ParameterVector(description.Parameters);
        ModelTensors.Read(file, PolicyDescription.TensorPrefix, parameters);
        if (ModelTensors.FindNonfinite(parameters) is { } tensor)
        {
            throw new CheckpointFormatException(
                $"'{path}' is damaged: its tensor '{PolicyDescription.TensorPrefix}{tensor}' has numbers that are not finite.");
        }

        return new TrainedPolicy(
            description, parameters, ReadScaling(file, description.Network?.InputLength ?? 0), ReadValues(file, description));
    }

    /// <summary>Writes a model file. It appears whole or not at all.</summary>
    /// <param name="path">Where; an existing file is replaced.</param>
    public void Save(string path) => SafetensorsWriter.Write(path, Tensors(), Description.ToMetadata());

    /// <summary>Checks that this policy can play an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <exception cref="ArgumentException">Its observations or actions are not those that the policy was trained
    /// with.</exception>
    public void RequireFit(Environments.Environment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if ((Description.ObservationSpace.FindDifference(environment.ObservationSpace)
            ?? Description.ActionSpace.FindDifference(environment.ActionSpace)) is { } difference)
        {
            throw new ArgumentException(
                $"The policy was trained on {Description.EnvironmentId} (observations {Description.ObservationSpace}, " +
                $"actions {Description.ActionSpace}), but this environment has observations {environment.ObservationSpace} and " +
                $"actions {environment.ActionSpace}: {difference}.");
        }
    }

    /// <summary>The same policy, played under another limit on an episode's steps.</summary>
    /// <param name="steps">The step at which an episode is cut; 0 for no limit but the environment's own.</param>
    /// <returns>The policy; its parameters are shared.</returns>
    public TrainedPolicy WithMaxEpisodeSteps(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        return new TrainedPolicy(Description with { MaxEpisodeSteps = steps }, Parameters, Scaling, Values);
    }

    /// <summary>Makes an instance to act with, for one thread.</summary>
    /// <param name="seed">Seed of its own generator, which only sampling uses.</param>
    /// <returns>The instance.</returns>
    public PolicyActor CreateActor(ulong seed = 0) => new(this, seed);

    /// <summary>Everything that a model file holds of the policy.</summary>
    internal IEnumerable<SafetensorsTensor> Tensors()
    {
        foreach (SafetensorsTensor tensor in ModelTensors.Of(PolicyDescription.TensorPrefix, Parameters))
        {
            yield return tensor;
        }

        if (Scaling is not null)
        {
            yield return SafetensorsTensor.Of(MeanTensor, [Scaling.Mean.Length], Scaling.Mean.ToArray());
            yield return SafetensorsTensor.Of(DeviationTensor, [Scaling.Deviation.Length], Scaling.Deviation.ToArray());
        }

        if (Values is not null)
        {
            yield return SafetensorsTensor.Of(ValueMeanTensor, [Values.Mean.Length], Values.Mean);
            yield return SafetensorsTensor.Of(ValueDeviationTensor, [Values.Deviation.Length], Values.Deviation);
        }
    }

    private static ValueScaling? ReadValues(SafetensorsFile file, PolicyDescription description)
    {
        int[] shape = [description.Tasks?.Count ?? 1];
        return file.Names.Contains(ValueMeanTensor)
            ? new ValueScaling(
                file.ReadFloats(ValueMeanTensor, shape).ToArray(), file.ReadFloats(ValueDeviationTensor, shape).ToArray())
            : null;
    }

    private static ObservationScaling? ReadScaling(SafetensorsFile file, int length)
    {
        if (!file.Names.Contains(MeanTensor))
        {
            return null;
        }

        var scaling = new ObservationScaling(length);
        file.ReadFloats(MeanTensor, [length]).CopyTo(scaling.Mean);
        file.ReadFloats(DeviationTensor, [length]).CopyTo(scaling.Deviation);
        return scaling;
    }
}
