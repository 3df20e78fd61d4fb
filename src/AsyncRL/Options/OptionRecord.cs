using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace AsyncRL;

/// <summary>
/// A record of options that knows which of them were set, so that what nobody set can follow the algorithm and the environment.
/// </summary>
public abstract record OptionRecord
{
    private GivenNames given;

    /// <summary>Notes that a property is being set: <c>init => field = Given(value);</c>.</summary>
    /// <typeparam name="T">The property's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="name">The property's name; the compiler fills it in.</param>
    /// <returns>The value.</returns>
    protected T Given<T>(T value, [CallerMemberName] string name = "")
    {
        given = new GivenNames((given.Names ?? []).Add(name));
        return value;
    }

    /// <summary>Whether a property was set, be it to its default.</summary>
    /// <param name="name">The property's name.</param>
    internal bool IsGiven(string name) => given.Names?.Contains(name) == true;

    // Options are equal where their values are, whoever set them.
    private readonly record struct GivenNames(ImmutableHashSet<string>? Names)
    {
        public bool Equals(GivenNames other) => true;

        public override int GetHashCode() => 0;
    }
}
