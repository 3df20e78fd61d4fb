; CROSSING: a small creature wants to get to the other side of a road, again and again, against
; the clock. Made for AsyncRL, MIT. Assemble: dasm crossing.asm -f3 -ocrossing.bin
    processor 6502
    include "vcs.inc"

; --- constants ----------------------------------------------------------------------------------
Lanes       = 6         ; of 22 lines each
GoalLines   = 24        ; the far side
StartLines  = 24        ; the near side
WalkerLines = 10
WalkerX     = 76
WalkerStart = 163       ; top line of the walker
WalkerGoal  = 8         ; here it is across
WalkerStep  = 3         ; lines a frame
BackStep    = 2         ; it walks back more slowly
DazedTime   = 60        ; after a hit it is thrown back for five frames and dazed for these
ThrowTime   = DazedTime+5
CarLines    = 14
TimeUnits   = 16        ; the clock's bar has sixteen parts
TimeFrames  = 150       ; of so many frames: 2,400 frames a game
Right       = 160

ColorGoal   = $C6
ColorStart  = $C4
ColorRoad   = $04
ColorMark   = $0A
ColorBorder = $00
ColorWalker = $1E
ColorThrown = $4A
ColorTime   = $28
ColorScore  = $1C
ColorOver   = $60       ; both sides after the end

; --- RAM, on from what common.inc uses ----------------------------------------------------------
WalkerY     = $A0       ; top line of the walker
Thrown      = $A1       ; frames it is still being thrown back or dazed
TimeLeft    = $A2       ; parts of the clock left
TimePart    = $A3       ; frames left of this part
CarX        = $A4       ; six lanes from the top: column of the first car
CarXLo      = $AA       ; fractions
SpeedHi     = $B0       ; pixels a frame
SpeedLo     = $B6       ; fractions
LaneSize    = $BC       ; NUSIZ1 of the lane
LaneShape   = $C2       ; first byte of the lane's car in Cars
Lane        = $C8
LaneEnd     = $C9
Shape       = $CA       ; pointer

; A = player 0's byte of the next line; Y counts from the walker's top line (13 cycles)
    MAC NEXT_WALKER
    iny
    lda #0
    cpy #WalkerLines
    bcs .outside
    lda (Shape),y
.outside
    ENDM

    SEG CODE
    ORG $F800
    include "common.inc"

Start SUBROUTINE
    START_UP
    jsr NewGame

MainLoop
    FRAME_TOP
    lda #TopTimer
    sta TIM64T
    jsr DrawScore
    ldx TimeLeft
    lda TimePF1,x
    sta BarPF1
    lda TimePF2,x
    sta BarPF2
    lda #WalkerX-3
    ldx #0
    jsr Place
    sta WSYNC
    sta HMOVE
    lda #<Walker
    sta Shape
    lda #>Walker
    sta Shape+1
    lda WalkerY         ; feet
    and #4
    beq .feet
    lda #<Walker+WalkerLines
    sta Shape
.feet
    lda #ColorWalker
    ldx Thrown
    beq .color
    lda #ColorThrown
.color
    sta COLUP0
    lda #0
    sta NUSIZ0
    sta GRP0
    sta GRP1
    sta PF1
    sta PF2
    lda #%00000101      ; reflected; the border covers the cars
    sta CTRLPF
    lda #ColorBorder
    sta COLUPF
    lda #$30
    sta PF0
    lda #ColorGoal
    ldx Over
    beq .goal
    lda #ColorOver
.goal
    sta COLUBK
    sta HMCLR
    sta CXCLR
    WAIT_TIMER

; --- picture ------------------------------------------------------------------------------------
    lda #0
    sta VBLANK
    sec
    sbc WalkerY
    tay
    NEXT_WALKER
    ldx #GoalLines-2
.goalLine
    sta WSYNC
    sta GRP0
    NEXT_WALKER
    dex
    bne .goalLine
    sta WSYNC
    sta GRP0
    stx Lane
    NEXT_WALKER
.lane
    tax                 ; the walker's byte
    sty Temp
    ldy Lane
    lda CarX,y
    ldy Temp
    sec
    sta WSYNC           ; 1st line of a lane: place the cars
    stx GRP0
.fifteen
    sbc #15
    bcs .fifteen
    eor #7
    asl
    asl
    asl
    asl
    sta HMP1
    sta RESP1           ; at 23 + 5 * (column / 15): 73 at the most
    sta WSYNC           ; 2nd
    sta HMOVE
    NEXT_WALKER
    sta GRP0            ; 19
    lda #ColorRoad
    sta COLUBK
    ldx Lane
    lda LaneColor,x
    sta COLUP1
    lda LaneSize,x
    sta NUSIZ1
    lda LaneFlip,x
    sta REFP1
    NEXT_WALKER
    sta WSYNC           ; 3rd
    sta GRP0
    lda LaneShape,x
    tax
    clc
    adc #CarLines
    sta LaneEnd
    NEXT_WALKER
.car                    ; 4th to 17th
    sta WSYNC
    sta GRP0
    lda Cars,x
    sta GRP1
    NEXT_WALKER
    inx
    cpx LaneEnd
    bne .car
    sta WSYNC           ; 18th
    sta GRP0
    ldx #0
    stx GRP1
    NEXT_WALKER
    sta WSYNC           ; 19th
    sta GRP0
    NEXT_WALKER
    sta WSYNC           ; 20th
    sta GRP0
    NEXT_WALKER
    ldx Lane
    cpx #Lanes-1
    beq .noMark
    ldx #ColorMark-ColorRoad
    bne .mark
.noMark
    ldx #0
.mark
    sta WSYNC           ; 21st: the mark between two lanes
    sta GRP0
    txa
    clc
    adc #ColorRoad
    sta COLUBK
    NEXT_WALKER
    ldx #ColorRoad
    sta WSYNC           ; 22nd
    sta GRP0
    stx COLUBK
    NEXT_WALKER
    inc Lane
    ldx Lane
    cpx #Lanes
    beq .nearSide
    jmp .lane

.nearSide
    ldx #ColorStart
    bit Over
    bpl .start
    ldx #ColorOver
.start
    sta WSYNC
    sta GRP0
    stx COLUBK
    ldx #StartLines-1
.startLine
    NEXT_WALKER
    sta WSYNC
    sta GRP0
    dex
    bne .startLine
    lda #ColorScore
    ldx #ColorTime
    jsr Status

; --- rules --------------------------------------------------------------------------------------
    lda #BottomTimer
    sta TIM64T
    jsr ReadJoystick
    lda SWCHB
    lsr                 ; ResetBit
    bcs .noReset
    jsr NewGame
    jmp .done
.noReset
    lda Over
    bne .done
    jsr MoveWalker
    jsr MoveCars
    dec TimePart
    bne .done
    lda #TimeFrames
    sta TimePart
    dec TimeLeft
    bne .done
    lda #$FF
    sta Over
.done
    WAIT_TIMER
    jmp MainLoop

NewGame SUBROUTINE
    lda #0
    sta ScoreHi
    sta ScoreLo
    sta Over
    sta Thrown
    lda #TimeUnits
    sta TimeLeft
    lda #TimeFrames
    sta TimePart
    lda #WalkerStart
    sta WalkerY
    ldx #Lanes-1
.lane
    jsr Random
    and #$7F
    sta CarX,x
    jsr Random
    lda RndHi
    and #3
    tay
    lda Sizes,y
    sta LaneSize,x
    lda Shapes,y
    sta LaneShape,x
    jsr NewSpeed
    dex
    bpl .lane
    rts

; another speed for lane X
NewSpeed SUBROUTINE
    jsr Random
    eor RndHi
    and #3
    tay
    lda SWCHB
    and #LeftA
    beq .easy
    iny
    iny
    iny
.easy
    lda CarSpeedHi,y
    sta SpeedHi,x
    lda CarSpeedLo,y
    sta SpeedLo,x
    rts

MoveWalker SUBROUTINE
    lda Thrown
    bne .thrown
    bit CXPPMM
    bmi .hit
    lda Joystick
    and #$10
    beq .notUp
    lda WalkerY
    sec
    sbc #WalkerStep
    cmp #WalkerGoal+1
    bcs .walked
    lda #1
    jsr AddScore
    lda #WalkerStart
    bne .walked
.notUp
    lda Joystick
    and #$20
    beq .return
    lda WalkerY
    clc
    adc #BackStep
    bne .near
.hit
    lda #ThrowTime
    sta Thrown
.thrown
    dec Thrown
    lda Thrown
    cmp #DazedTime
    bcc .return
    lda WalkerY
    clc
    adc #WalkerStep
.near
    cmp #WalkerStart+1
    bcc .walked
    lda #WalkerStart
.walked
    sta WalkerY
.return
    rts

; the upper three lanes go to the left, the lower three to the right
MoveCars SUBROUTINE
    ldx #Lanes-1
.lane
    cpx #Lanes/2
    bcs .toRight
    sec
    lda CarXLo,x
    sbc SpeedLo,x
    sta CarXLo,x
    lda CarX,x
    sbc SpeedHi,x
    bcs .moved
    adc #Right
    jmp .round
.toRight
    clc
    lda CarXLo,x
    adc SpeedLo,x
    sta CarXLo,x
    lda CarX,x
    adc SpeedHi,x
    cmp #Right
    bcc .moved
    sbc #Right
.round
    sta CarX,x
    jsr NewSpeed
    jmp .next
.moved
    sta CarX,x
.next
    dex
    bpl .lane
    rts

; --- tables -------------------------------------------------------------------------------------
TimePF1
    dc.b $00,$80,$C0,$E0,$F0,$F8,$FC,$FE,$FF,$FF,$FF,$FF,$FF,$FF,$FF,$FF,$FF
TimePF2
    dc.b $00,$00,$00,$00,$00,$00,$00,$00,$00,$01,$03,$07,$0F,$1F,$3F,$7F,$FF
LaneColor
    dc.b $46,$98,$3A,$CA,$88,$5A
LaneFlip
    dc.b 8,8,8,0,0,0
Sizes                   ; two apart, three, one of double size, two far apart
    dc.b 2,6,5,4
Shapes
    dc.b 0,0,CarLines,0
CarSpeedHi              ; four for B, the upper four of seven for A
    dc.b >160,>208,>272,>352,>432,>512,>592
CarSpeedLo
    dc.b <160,<208,<272,<352,<432,<512,<592
Cars                    ; a car, a lorry
    dc.b 0,%01100110,%01100110,%00111100,%11111110,%11100111,%11100101
    dc.b %11100101,%11100111,%11111110,%00111100,%01100110,%01100110,0
    dc.b 0,%01101011,%01101011,%11111000,%11111011,%11111011,%11111011
    dc.b %11111011,%11111011,%11111011,%11111000,%01101011,%01101011,0
Walker                  ; two pictures
    dc.b %00111100,%01111110,%01011010,%01111110,%00111100
    dc.b %01111110,%10111101,%00111100,%00100110,%01100000
    dc.b %00111100,%01111110,%01011010,%01111110,%00111100
    dc.b %01111110,%10111101,%00111100,%01100100,%00000110

    ORG $FFFC
    dc.w Start
    dc.w Start
