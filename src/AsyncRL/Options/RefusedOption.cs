namespace AsyncRL;

/// <summary>A common option that means nothing to an algorithm.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Why">Why, and what to set instead, as part of a sentence: "its network is a tower: set alphazero.blocks".</param>
public sealed record RefusedOption(string Key, string Why);
