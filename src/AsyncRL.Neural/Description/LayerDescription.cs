namespace AsyncRL.Neural;

/// <summary>One hidden layer of a network; immutable.</summary>
public abstract record LayerDescription;
