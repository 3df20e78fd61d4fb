namespace AsyncRL.Environments;

/// <summary>The first number of an element that a space does not allow.</summary>
/// <param name="Index">Its index in the flat element.</param>
/// <param name="Value">The number.</param>
/// <param name="Where">The number's place in words, such as <c>element 3</c> or <c>element 3 of part 'camera'</c>.</param>
/// <param name="Expected">What the space allows there, such as <c>its bounds are 0 to 1</c>.</param>
public sealed record SpaceViolation(int Index, float Value, string Where, string Expected);
