using AsyncRL.Atari.Hardware;
using AsyncRL.Atari.Tests.Support;

namespace AsyncRL.Atari.Tests.Hardware;

public class CartridgeTests
{
    [Theory]
    [InlineData("catch", CartridgeType.Plain2K)]
    [InlineData("hmove", CartridgeType.Plain4K)]
    [InlineData("bank_f8", CartridgeType.F8)]
    [InlineData("bank_f6", CartridgeType.F6)]
    [InlineData("bank_f4", CartridgeType.F4)]
    [InlineData("bank_f8sc", CartridgeType.F8SC)]
    [InlineData("bank_f6sc", CartridgeType.F6SC)]
    [InlineData("bank_f4sc", CartridgeType.F4SC)]
    [InlineData("bank_e0", CartridgeType.E0)]
    [InlineData("bank_fe", CartridgeType.FE)]
    [InlineData("bank_3f", CartridgeType.Tigervision3F)]
    [InlineData("bank_dpc", CartridgeType.Dpc)]
    public void The_type_is_told_from_the_contents(string name, object type) =>
        Assert.Equal(type, new Cartridge(TestData.Rom(name + ".bin")).Type);

    [Fact]
    public void A_file_that_holds_a_cartridge_twice_is_the_cartridge()
    {
        byte[] small = TestData.Rom("catch.bin");
        Assert.Equal(CartridgeType.Plain2K, CartridgeDetection.Detect([.. small, .. small]));
        byte[] large = TestData.Rom("hmove.bin");
        Assert.Equal(CartridgeType.Plain4K, CartridgeDetection.Detect([.. large, .. large]));
    }

    [Theory]
    [InlineData(2048, "9DFFF3", "CV")]
    [InlineData(4096, "9900F4", "CV")]
    [InlineData(8192, "8D4002", "UA")]
    [InlineData(8192, "853EA900", "3E")]
    [InlineData(32768, "853EA900", "3E")]
    public void A_signature_of_a_type_that_is_not_emulated_is_seen(int size, string signature, string type)
    {
        byte[] rom = With(size, 700, signature);
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => CartridgeDetection.Detect(rom));
        Assert.Contains("of the type " + type, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_at_the_very_end_is_not_seen()
    {
        Assert.Equal(CartridgeType.E0, CartridgeDetection.Detect(With(8192, 8188, "8DE01F")));
        Assert.Equal(CartridgeType.F8, CartridgeDetection.Detect(With(8192, 8189, "8DE01F")));
    }

    [Fact]
    public void Two_signatures_of_3F_that_touch_count_as_one()
    {
        Assert.Equal(CartridgeType.F8, CartridgeDetection.Detect(With(8192, 700, "853F853F")));
        Assert.Equal(CartridgeType.Tigervision3F, CartridgeDetection.Detect(With(8192, 700, "853FEA853F")));
    }

    [Fact]
    public void E7_is_told_from_the_memory_that_its_file_leaves_empty()
    {
        byte[] rom = With(16384, 700, "");
        rom.AsSpan(0x3800, 0x200).Fill(0xFF);
        Assert.Throws<NotSupportedException>(() => CartridgeDetection.Detect(rom));
        rom[0x3900] = 1;
        Assert.Equal(CartridgeType.F6, CartridgeDetection.Detect(rom));
    }

    private static byte[] With(int size, int at, string signature)
    {
        byte[] rom = new byte[size];
        for (int i = 0; i < size; i++)
        {
            rom[i] = (byte)(i * 31 + (i >> 8) * 7 + (i >> 12));
        }

        Convert.FromHexString(signature).CopyTo(rom, at);
        return rom;
    }
}
