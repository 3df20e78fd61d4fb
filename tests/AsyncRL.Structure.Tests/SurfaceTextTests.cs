using Mono.Cecil;

namespace AsyncRL.Structure.Tests;

/// <summary>That each kind of member is shown, and what others cannot see is not.</summary>
public sealed class SurfaceTextTests
{
    [Fact]
    public void EveryKindOfMemberHasALine()
    {
        using AssemblyDefinition assembly = Assemblies.Read(typeof(SurfaceTextTests).Assembly.GetName().Name!);
        string[] expected =
        [
            " : IDisposable [abstract class]",
            ".Changed : Action [event]",
            ".Choice<T> [enum]",
            ".Choice<T>.First = 1",
            ".Counts : Int32[] [static readonly]",
            ".Dispose() : void",
            ".Item[Int32] : Int32 { get; }",
            ".Make(in Int32, ref Int64, out Byte, String = \"x\", Boolean = true) : ShownType<T> [static]",
            ".Map<TOther>(IReadOnlyList<T>) : ValueTuple<Int32, TOther> [abstract]",
            ".Name : String = \"shown\" [const]",
            ".Rate : Double? { get; init; }",
            ".Row : Span<Single> { protected get; } [protected virtual]",
            ".Seed : Int32 { get; set; } [required]",
            ".Steps : Int64 { get; }",
            ".new(Int32) [protected]",
        ];
        Assert.Equal(
            expected.Select(l => $"AsyncRL.Structure.Tests.ShownType<T>{l}").Order(StringComparer.Ordinal),
            SurfaceText.Of([assembly.MainModule.GetType(typeof(ShownType<>).FullName)]));
    }

    [Fact]
    public void TypesThatAreNotPublicAreNotShown()
    {
        using AssemblyDefinition assembly = Assemblies.Read(typeof(SurfaceTextTests).Assembly.GetName().Name!);
        Assert.Empty(SurfaceText.Of([assembly.MainModule.GetType(typeof(Used).FullName)]));
    }
}
