using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Policies;

/// <summary>
/// A policy to act with: a network's parameters and what they mean. Immutable and safe to share; each thread acts through its
/// own <see cref="PolicyActor"/>.
/// </summary>
public sealed class TrainedPolicy
{
    internal TrainedPolicy(ModelDescription description, ParameterVector parameters)
    {
        Description = description;
        Parameters = parameters;
    }

    /// <summary>What the model is.</summary>
    public ModelDescription Description { get; }

    /// <summary>The network's parameters; not to be written to.</summary>
    internal ParameterVector Parameters { get; }

    /// <summary>Reads a model file: any checkpoint, best or final model of a run, or what <see cref="Save"/> wrote.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged or no AsyncRL model.</exception>
    public static TrainedPolicy Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        ModelDescription description = ModelDescription.FromMetadata(file.Metadata, path);
        var parameters = new ParameterVector(description.Network.Parameters);
        ModelTensors.Read(file, ModelDescription.TensorPrefix, parameters);
        return new TrainedPolicy(description, parameters);
    }

    /// <summary>Writes a model file. It appears whole or not at all.</summary>
    /// <param name="path">Where; an existing file is replaced.</param>
    public void Save(string path) => SafetensorsWriter.Write(
        path, ModelTensors.Of(ModelDescription.TensorPrefix, Parameters), Description.ToMetadata());

    /// <summary>Makes an instance to act with, for one thread.</summary>
    /// <param name="seed">Seed of its own generator, which only sampling uses.</param>
    /// <returns>The instance.</returns>
    public PolicyActor CreateActor(ulong seed = 0) => new(this, seed);
}
