namespace AsyncRL.Neural;

/// <summary>Where each tensor of a network lies in its flat parameter vector; immutable.</summary>
public sealed class ParameterLayout
{
    internal ParameterLayout(int length, IReadOnlyList<ParameterView> views)
    {
        Length = length;
        Views = views;
        Count = views.Sum(v => v.Count);
    }

    /// <summary>Floats of the vector, padding included; a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>The tensors, in order.</summary>
    public IReadOnlyList<ParameterView> Views { get; }

    /// <summary>Parameters of the network, padding not counted.</summary>
    public int Count { get; }

    /// <summary>Finds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public ParameterView this[string name] => Views.FirstOrDefault(v => v.Name == name)
        ?? throw new KeyNotFoundException(
            $"This network has no parameter '{name}'; it has {string.Join(", ", Views.Select(v => v.Name))}.");
}
