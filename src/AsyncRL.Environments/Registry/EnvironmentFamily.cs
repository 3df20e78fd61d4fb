namespace AsyncRL.Environments;

/// <summary>
/// Environments that are too many to be registered one by one, or not known before they are asked for: every id with a prefix.
/// </summary>
/// <param name="Prefix">What their ids begin with: a word and a colon, such as <c>gym:</c>.</param>
/// <param name="Find">Tells of the environment of an id, which it need not have looked for yet.</param>
/// <param name="Description">One line for lists.</param>
public sealed record EnvironmentFamily(string Prefix, Func<string, EnvironmentSpec> Find, string Description);
